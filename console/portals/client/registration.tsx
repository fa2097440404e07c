import { sayValue } from '../../parts/say-value.ts'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { FormEvent } from 'react'
import { dataOf } from '../../api/answer.ts'
import { client } from '../../api/api.ts'
import type { paths } from '../../api/dist/client.d.ts'
import type { AnswerOf } from '../../api/types.ts'
import { AskedAction } from '../../parts/action.tsx'
import { Clause } from '../../parts/clause.tsx'
import { Failure } from '../../parts/failure.tsx'
import { Icon } from '../../parts/icon.tsx'
import { configurationsPath } from './configuration-form.ts'

/** A client configuration with what the server registered. */
export type Configuration = AnswerOf<paths[`${typeof configurationsPath}/{id}`]['get']>

const path = `${configurationsPath}/{id}/registration` as const

/** What the server knows this client by: registered with one click, or typed in. */
export function Registration({
  configuration,
  onDone,
}: {
  configuration: Configuration
  onDone: () => void
}) {
  const { id, registration } = configuration
  const params = { path: { id } }
  const [types, setTypes] = useState(false)
  const register = useMutation({
    mutationFn: () => dataOf(client.POST(path, { params, body: {} })),
    onSuccess: onDone,
  })
  const type = useMutation({
    mutationFn: (body: { client_id: string; client_secret?: string }) =>
      dataOf(client.PUT(path, { params, body })),
    onSuccess: onDone,
  })
  const refresh = useMutation({
    mutationFn: () => dataOf(client.POST(`${path}/refresh`, { params })),
    onSuccess: onDone,
  })
  const error = register.error ?? type.error ?? refresh.error
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const { client_id, client_secret } = Object.fromEntries(
      new FormData(event.currentTarget),
    ) as Record<string, string>
    type.mutate({ client_id: client_id!, ...(client_secret && { client_secret }) })
  }
  return (
    <section className="card stack" aria-label="Registration">
      <h2>Registration</h2>
      {error && <Failure title="It was not done" error={error} />}
      {registration === null ? (
        <>
          <p>The server does not know this client yet.</p>
          <p className="row">
            <button
              className="button primary"
              type="button"
              disabled={register.isPending}
              onClick={() => register.mutate()}
            >
              Register it dynamically
            </button>
            <button
              className="button"
              type="button"
              aria-expanded={types}
              onClick={() => setTypes(!types)}
            >
              Type in what the server gave you
            </button>
          </p>
          <p className="clause">
            <Clause clause="RFC 7591 §3.1" />
          </p>
          {types && (
            <form className="form user-form" onSubmit={submit}>
              <div className="field">
                <label htmlFor="client_id">
                  <code>client_id</code>
                </label>
                <input id="client_id" name="client_id" required autoComplete="off" />
              </div>
              <div className="field">
                <label htmlFor="client_secret">
                  <code>client_secret</code>, where it has one
                </label>
                <input id="client_secret" name="client_secret" type="password" autoComplete="off" />
              </div>
              <p className="row">
                <button className="button small primary" disabled={type.isPending}>
                  Keep them
                </button>
              </p>
            </form>
          )}
        </>
      ) : (
        <>
          <p>
            The server knows it as <code>{registration.client_id}</code>
            {registration.typed ? ', typed in here.' : '.'}
          </p>
          <Compared configuration={configuration} />
          <p className="row">
            {registration.managed && (
              <button
                className="button small"
                type="button"
                disabled={refresh.isPending}
                onClick={() => refresh.mutate()}
              >
                Ask what is registered now
              </button>
            )}
            <AskedAction
              label="End the registration"
              title={`End the registration of ${registration.client_id}?`}
              keep="Keep it"
              go="End it"
              act={() => dataOf(client.DELETE(path, { params }))}
              onDone={onDone}
            >
              <p>What works with it is signed out, and its secret is forgotten here.</p>
            </AskedAction>
          </p>
          <p className="clause">
            A later change goes out by <Clause clause="RFC 7592 §2.2" />
          </p>
        </>
      )}
    </section>
  )
}

/** What was asked beside what the server really registered. */
function Compared({ configuration }: { configuration: Configuration }) {
  const { asked, registration } = configuration
  const { registered, differences } = registration!
  if (registered === null) return null
  const names = Object.keys({ ...asked, ...registered })
  return (
    <>
      {differences.length > 0 && (
        <div className="alert waive" role="status">
          <Icon name="waive" className="state" />
          <h3>The server registered something else than was asked</h3>
          <p>
            {differences.map(({ member }) => member).join(', ')}. It may:{' '}
            <Clause clause="RFC 7591 §3.2.1" />
          </p>
        </div>
      )}
      <div className="scroll">
        <table className="rows" role="table">
          <caption className="hidden">Asked and registered</caption>
          <thead role="rowgroup">
            <tr role="row">
              {['Member', 'Asked', 'Registered'].map((head) => (
                <th key={head} role="columnheader" scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {names.map((name) => {
              const differs = differences.some(({ member }) => member === name)
              return (
                <tr role="row" key={name}>
                  <td role="cell" className="main">
                    <code>{name}</code>
                    {differs && <span className="changed">differs</span>}
                  </td>
                  <td role="cell" data-label="Asked">
                    <code>{sayValue(asked[name])}</code>
                  </td>
                  <td role="cell" data-label="Registered">
                    <code>{sayValue(registered[name])}</code>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </>
  )
}
