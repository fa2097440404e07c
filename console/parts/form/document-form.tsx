import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { FormEvent, ReactNode } from 'react'
import { ApiError } from '../../api/answer.ts'
import { Failure } from '../failure.tsx'
import { mergePatchOf } from './changes.ts'
import type { Members } from './changes.ts'
import { ConflictNotice } from './conflict-notice.tsx'
import { Field } from './field.tsx'
import type { FieldProps } from './framed.tsx'
import type { JsonSchema } from './json-schema.ts'
import { labelOf, problemOf, withoutNull } from './json-schema.ts'
import { LeaveGuard } from './leave-guard.tsx'
import { say } from '../said.tsx'
import { problemsOf } from './problems-of.ts'
import { ProblemSummary } from './problem-summary.tsx'
import { SaveBar } from './save-bar.tsx'
import { SameCall } from './same-call.tsx'
import type { Same } from './same-call.tsx'
import { useDraft } from './use-draft.ts'
import type { Draft } from './use-draft.ts'

/** Members that belong together. */
export interface Group {
  title: string
  note?: ReactNode
  members: readonly string[]
  /** Whether its fields are short, and stand two in a row. */
  pairs?: boolean
}

/** What is said of a member beside what its schema says. */
export type Help = Readonly<
  Record<string, Pick<FieldProps, 'label' | 'means' | 'choices' | 'offers'>>
>

interface Stored {
  data: Members
  etag: string | undefined
}

/**
 * A form for a document, made from its schema: a member that the API gains appears in the last group.
 * Saves what changed as a merge patch under the condition of `If-Match`.
 */
export function DocumentForm({
  schema,
  loaded,
  groups,
  help = {},
  reload,
  save,
  onSaved,
  same,
  margin,
  isNew = false,
}: {
  schema: JsonSchema
  loaded: Stored
  groups: readonly Group[]
  help?: Help
  /** Reads what is stored now. */
  reload: () => Promise<Stored>
  /** @param patch what changed @throws ApiError */
  save: (change: { patch: Members; value: Members; etag: string | undefined }) => Promise<Stored>
  onSaved?: (stored: Stored) => void
  /** The same change without this form. */
  same: (change: { patch: Members; etag: string | undefined }) => Same
  /** What the values on screen mean. */
  margin?: (draft: Draft) => ReactNode
  /** Whether nothing is stored yet: what is on screen is what is made. */
  isNew?: boolean
}) {
  const draft = useDraft(loaded.data, loaded.etag)
  const { stored, value, changed, etag } = draft
  const summary = useRef<HTMLDivElement>(null)
  const patch = mergePatchOf(stored, value)
  const following = useMutation({
    mutationFn: reload,
    onSuccess: (theirs) => draft.follow(theirs.data, theirs.etag),
  })
  const saving = useMutation({
    mutationFn: () => save({ patch, value, etag }),
    onSuccess(result) {
      const keep = (now: Stored) => {
        draft.begin(now.data, now.etag)
        onSaved?.(now)
      }
      keep(result)
      if (isNew) return
      // The earlier document again, unless somebody else has saved since.
      say(`Saved: ${listOf(changed)}.`, async () =>
        keep(
          await save({
            patch: mergePatchOf(result.data, stored),
            value: stored,
            etag: result.etag,
          }),
        ),
      )
    },
    onError(error) {
      if (error instanceof ApiError && error.status === 412) following.mutate()
    },
  })
  const isConflict = saving.error instanceof ApiError && saving.error.status === 412
  const error = isConflict ? following.error : saving.error
  const problems = error instanceof ApiError ? error.problems : []
  useEffect(() => {
    if (problems.length > 0) summary.current?.focus()
  }, [problems])

  const properties = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, one]) => [name, withoutNull(one)]),
  )
  const named = new Set(groups.flatMap(({ members }) => members))
  const rest = Object.keys(properties).filter((name) => !named.has(name))
  const all: readonly Group[] =
    rest.length === 0 ? groups : [...groups, { title: 'More settings', members: rest }]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const own = Object.entries(properties).find(([name, one]) => problemOf(one, value[name]))
    if (draft.conflicts.length > 0) document.querySelector<HTMLElement>('#conflict')?.focus()
    else if (own === undefined) saving.mutate()
    else document.querySelector<HTMLElement>(`[id="f-${own[0]}"]`)?.focus()
  }
  const fieldOf = (name: string) => {
    const one = properties[name]
    if (one === undefined) return null
    return (
      <Field
        key={name}
        name={name}
        schema={one}
        value={value[name]}
        stored={stored[name]}
        isChanged={!isNew && changed.includes(name)}
        problems={problemsOf(name, problems)}
        set={(member) => draft.set(name, member)}
        undo={() => draft.undo(name)}
        {...help[name]}
      />
    )
  }
  return (
    <form className="form" noValidate onSubmit={submit}>
      <LeaveGuard isOn={changed.length > 0 && !saving.isPending} />
      <div className="wide stack">
        <ConflictNotice draft={draft} />
        {problems.length > 0 && <ProblemSummary ref={summary} problems={problems} />}
        {error && problems.length === 0 && <Failure title="Nothing was saved" error={error} />}
      </div>
      <div className="main">
        <div className="card groups">
          {all.map(({ title, note, members, pairs = false }) => (
            <section key={title} className="group" aria-label={title}>
              <h2>{title}</h2>
              {note && <p className="note">{note}</p>}
              <div className={pairs ? 'pair' : 'stack'}>{members.map((name) => fieldOf(name))}</div>
            </section>
          ))}
          <section className="group" aria-label="The same without this form">
            <SameCall same={same({ patch, etag })} />
          </section>
          {(isNew || changed.length > 0) && (
            <SaveBar
              words={isNew ? 'Not made yet' : wordsOf(changed)}
              action={isNew ? 'Create' : 'Save'}
              problems={problems.length}
              isSaving={saving.isPending}
              discard={() => {
                draft.discard()
                saving.reset()
              }}
            />
          )}
        </div>
      </div>
      {margin && <aside className="margin stack may">{margin(draft)}</aside>}
    </form>
  )
}

function listOf(names: readonly string[]): string {
  return names.length > 3 ? `${names.length} changes` : names.map(labelOf).join(', ')
}

function wordsOf(changed: readonly string[]): string {
  return changed.length === 1
    ? `Unsaved: ${labelOf(changed[0]!)}`
    : `${changed.length} unsaved changes`
}
