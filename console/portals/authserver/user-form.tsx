import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ApiError, dataOf } from '../../api/answer.ts'
import { authserver } from '../../api/api.ts'
import { ifMatch } from '../../api/if-match.ts'
import { Failure } from '../../parts/failure.tsx'
import { ConflictNotice } from '../../parts/form/conflict-notice.tsx'
import { LeaveGuard } from '../../parts/form/leave-guard.tsx'
import { Field } from '../../parts/form/field.tsx'
import type { JsonSchema } from '../../parts/form/json-schema.ts'
import { problemsOf } from '../../parts/form/problems-of.ts'
import { useDraft } from '../../parts/form/use-draft.ts'
import type { Members } from '../../parts/form/changes.ts'
import { say } from '../../parts/said.tsx'
import { askUsersAgain, usersPath } from './users-api.ts'
import type { User } from './users-api.ts'

const members: Readonly<Record<string, JsonSchema>> = {
  roles: { type: 'array', items: { type: 'string' }, description: 'what applications may ask for' },
  claims: { type: 'object', description: 'about the user (OpenID Connect Core §5.1)' },
}

/** Claims and roles of a user. */
export function UserForm({
  user,
  etag,
  reload,
}: {
  user: User
  etag: string | undefined
  reload: () => Promise<{ data: User; etag: string | undefined }>
}) {
  const { username } = user
  const queries = useQueryClient()
  const draft = useDraft(shownOf(user), etag)
  const change = (names: readonly string[], value: Members, ifStill: string | undefined) => {
    const body = Object.fromEntries(names.map((name) => [name, value[name] ?? emptyOf(name)]))
    const params = { query: { username }, header: ifMatch(ifStill) }
    return dataOf(authserver.PATCH(usersPath, { params, body }))
  }
  const shownNow = async () => {
    const now = await reload()
    draft.begin(shownOf(now.data), now.etag)
    askUsersAgain(queries)
    return now.etag
  }
  const save = useMutation({
    mutationFn: () => change(draft.changed, draft.value, draft.etag),
    async onSuccess() {
      const { changed, stored } = draft
      const etag = await shownNow()
      say(`Saved: ${changed.join(', ')} of ${username}.`, async () => {
        await change(changed, stored, etag)
        await shownNow()
      })
    },
    async onError(error) {
      if (!(error instanceof ApiError && error.status === 412)) return
      const theirs = await reload()
      draft.follow(shownOf(theirs.data), theirs.etag)
    },
  })
  const { error } = save
  const problems = error instanceof ApiError ? error.problems : []
  return (
    <section>
      <h3>Roles and claims</h3>
      <form
        className="form user-form stack"
        onSubmit={(event) => {
          event.preventDefault()
          if (draft.conflicts.length === 0) save.mutate()
          else document.querySelector<HTMLElement>('#conflict')?.focus()
        }}
      >
        <LeaveGuard isOn={draft.changed.length > 0 && !save.isPending} />
        <ConflictNotice draft={draft} />
        {error && problems.length === 0 && !(error instanceof ApiError && error.status === 412) && (
          <Failure title="Nothing was saved" error={error} />
        )}
        {Object.entries(members).map(([name, schema]) => (
          <Field
            key={name}
            name={name}
            schema={schema}
            value={draft.value[name]}
            stored={draft.stored[name]}
            isChanged={draft.changed.includes(name)}
            problems={problemsOf(name, problems)}
            set={(value) => draft.set(name, value)}
            undo={() => draft.undo(name)}
          />
        ))}
        {draft.changed.length > 0 && (
          <p className="row">
            <button className="button small primary" disabled={save.isPending}>
              Save
            </button>
            <button className="button small" type="button" onClick={draft.discard}>
              Discard
            </button>
          </p>
        )}
      </form>
    </section>
  )
}

const shownOf = ({ roles, claims }: User) => ({ roles, claims })
const emptyOf = (name: string) => (name === 'roles' ? [] : {})
