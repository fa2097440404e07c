import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { Link } from 'react-router'
import { control } from '../api/api.ts'
import { ApiError, dataOf } from '../api/answer.ts'
import type { Intervention } from '../api/types.ts'
import { useBodySchema } from '../api/schema.ts'
import { PortalHead } from '../frame/portal.tsx'
import { Failure } from '../parts/failure.tsx'
import { withMember } from '../parts/form/changes.ts'
import { Field } from '../parts/form/field.tsx'
import type { JsonSchema } from '../parts/form/json-schema.ts'
import { withoutNull } from '../parts/form/json-schema.ts'
import { problemsOf } from '../parts/form/problems-of.ts'
import { SameCall } from '../parts/form/same-call.tsx'
import { sameOf } from '../parts/form/same-of.ts'
import { Loaded } from '../parts/loaded.tsx'
import { say } from '../parts/said.tsx'
import { useTitle } from '../parts/use-title.ts'
import { setAgain } from './set-again.ts'
import { heldQuery, interventionsQuery } from './lab-queries.ts'

const path = '/control/api/interventions'

/** What the lab does to messages on purpose: set, listed and ended here. */
export function Component() {
  useTitle('Interventions', 'Tools')
  const interventions = useQuery(interventionsQuery)
  const held = useQuery(heldQuery)
  const schema = useBodySchema('/control/api', 'post', '/interventions')
  const queries = useQueryClient()
  const again = () => {
    void queries.invalidateQueries({ queryKey: interventionsQuery.queryKey })
    void queries.invalidateQueries({ queryKey: heldQuery.queryKey })
  }
  const end = useMutation({
    mutationFn: ({ id }: { id: string }) => endOf(id),
    onSuccess: again,
  })
  const endWithUndo = (one: Intervention) =>
    end.mutate(one, {
      onSuccess: () => say('The intervention has ended.', () => setAgain(one).then(again)),
    })
  const release = useMutation({
    mutationFn: (exchange: string) =>
      dataOf(control.POST(`${path}/release`, { body: { exchange } })),
    onSuccess: again,
  })
  return (
    <>
      <PortalHead title="Interventions">
        <p>
          Messages that the lab holds, delays, changes, answers or drops on purpose. Every one that
          was touched says so in the flow.
        </p>
      </PortalHead>
      <div className="stack">
        {(end.error ?? release.error) && (
          <Failure title="It was not done" error={(end.error ?? release.error)!} />
        )}
        <Loaded name="The interventions" queries={[held, interventions, schema]}>
          {() => (
            <>
              {held.data!.length > 0 && (
                <section className="card stack" aria-labelledby="held-title">
                  <h2 id="held-title">Held now</h2>
                  <ul className="facts">
                    {held.data!.map(({ exchange, message, method, path: at, role }) => (
                      <li key={exchange}>
                        <span>
                          {message ?? `${method} ${at}`}
                          <span className="sub">at the {role}</span>
                        </span>
                        <span className="row">
                          <Link className="button small" to={`/flow?message=${exchange}`}>
                            See it
                          </Link>
                          <button
                            className="button small"
                            type="button"
                            onClick={() => release.mutate(exchange)}
                          >
                            Release
                          </button>
                        </span>
                      </li>
                    ))}
                  </ul>
                </section>
              )}
              <section className="card stack" aria-labelledby="set-title">
                <h2 id="set-title">Set</h2>
                {interventions.data!.length === 0 && (
                  <p className="quiet">None: each message goes as it was sent.</p>
                )}
                <ul className="facts">
                  {interventions.data!.map((one) => (
                    <li key={one.id}>
                      <span>
                        {wordsOf(one.do)}
                        <span className="sub">
                          <code>{JSON.stringify(one.match)}</code>, before the{' '}
                          {one.at === 'response' ? 'answer leaves' : 'request is read'}; by {one.by}
                          ; acted on {one.used}
                          {one.times !== undefined && ` of ${one.times}`}
                        </span>
                      </span>
                      <button
                        className="button small"
                        type="button"
                        onClick={() => endWithUndo(one)}
                      >
                        End
                      </button>
                    </li>
                  ))}
                </ul>
              </section>
              <NewIntervention schema={schema.data!} onSet={again} />
            </>
          )}
        </Loaded>
      </div>
    </>
  )
}

const endOf = (id: string) => dataOf(control.DELETE(`${path}/{id}`, { params: { path: { id } } }))

function wordsOf(action: Record<string, unknown>): string {
  const [[kind, value] = ['nothing', undefined]] = Object.entries(action)
  if (kind === 'hold') return 'Holds it until it is released'
  if (kind === 'delay') return `Delays it by ${String(value)} ms`
  if (kind === 'drop') return `Drops the connection ${String(value)} the answer`
  if (kind === 'error') return `Answers with the error ${String(value)}`
  if (kind === 'answer') return 'Answers in place of the role'
  return 'Changes it'
}

/** A form for an intervention, made of the API's own schema. */
function NewIntervention({ schema, onSet }: { schema: JsonSchema; onSet: () => void }) {
  const [value, setValue] = useState<Record<string, unknown>>({
    match: { message: 'token request' },
    do: { hold: true },
  })
  const set = useMutation({
    mutationFn: () => dataOf(control.POST(path, { body: value as never })),
    onSuccess({ id }) {
      onSet()
      say('The intervention is set.', () => endOf(id).then(onSet))
    },
  })
  const problems = set.error instanceof ApiError ? set.error.problems : []
  const submit = (event: FormEvent) => {
    event.preventDefault()
    set.mutate()
  }
  return (
    <form className="card form user-form" onSubmit={submit} aria-label="Set an intervention">
      <h2>Set one</h2>
      {set.error && problems.length === 0 && <Failure title="Nothing was set" error={set.error} />}
      {Object.entries(schema.properties ?? {}).map(([name, one]: [string, JsonSchema]) => (
        <Field
          key={name}
          name={name}
          schema={withoutNull(one)}
          value={value[name]}
          stored={undefined}
          isChanged={false}
          problems={problemsOf(name, problems)}
          set={(member) => setValue((before) => withMember(before, name, member))}
          undo={() => undefined}
        />
      ))}
      <SameCall same={sameOf({ method: 'POST', path, patch: value })} />
      <p className="row">
        <button className="button primary" disabled={set.isPending}>
          Set it
        </button>
      </p>
    </form>
  )
}
