import { useMutation } from '@tanstack/react-query'
import { wordsFor } from '@oauth-lab/explain/catalogue/values.ts'
import { dataOf } from '../api/answer.ts'
import { control } from '../api/api.ts'
import { Failure } from '../parts/failure.tsx'
import { methods } from './compose.ts'
import type { Method } from './compose.ts'
import type { Kept } from './kept.ts'
import { listIn } from './kinds.ts'
import type { Metadata } from './kinds.ts'

/** Who asks: the client's id, its secret, and how it shows who it is. */
export function ClientFields({
  kept: { values, clientMethod },
  keep,
  metadata,
  callback,
  isLab,
}: {
  kept: Kept
  keep: (change: Partial<Kept>) => void
  metadata: Metadata
  /** This page, as a redirect URI. */
  callback: string
  /** Whether a client can be made here. */
  isLab: boolean
}) {
  const offered = listIn(metadata, 'token_endpoint_auth_methods_supported')
  const create = useMutation({
    mutationFn: () => dataOf(control.POST('/control/api/clients', { body: clientFor(callback) })),
    onSuccess: ({ client_id, client_secret = '' }) =>
      keep({
        clientMethod: 'client_secret_basic',
        values: { client_id, client_secret, redirect_uri: callback },
      }),
  })
  return (
    <fieldset className="field who">
      <legend className="field-head">The client that asks</legend>
      <div className="pair">
        <div className="field">
          <label htmlFor="client-id">
            Client id <code>client_id</code>
          </label>
          <input
            id="client-id"
            className="wire-value"
            autoComplete="off"
            value={values['client_id'] ?? ''}
            onChange={({ target }) => keep({ values: { client_id: target.value } })}
          />
        </div>
        <div className="field">
          <label htmlFor="client-secret">
            Secret <code>client_secret</code>
          </label>
          <input
            id="client-secret"
            className="wire-value"
            type="password"
            autoComplete="off"
            value={values['client_secret'] ?? ''}
            onChange={({ target }) => keep({ values: { client_secret: target.value } })}
          />
        </div>
      </div>
      <div className="field">
        <label htmlFor="client-method">
          It shows who it is by <code>token_endpoint_auth_method</code>
        </label>
        <span className="select">
          <select
            id="client-method"
            value={clientMethod}
            onChange={({ target }) => keep({ clientMethod: target.value as Method })}
          >
            {methods
              .filter((method) => offered?.includes(method) ?? true)
              .map((method) => (
                <option key={method} value={method}>
                  {method}: {wordsFor('authentication method', method)}
                </option>
              ))}
          </select>
        </span>
      </div>
      {isLab && (
        <p className="row">
          <button
            className="button small"
            type="button"
            disabled={create.isPending}
            onClick={() => create.mutate()}
          >
            Create a client for this page
          </button>
          <span className="hint">Its answers come back here. It is listed under Clients.</span>
        </p>
      )}
      {create.error && <Failure title="No client was created" error={create.error} />}
    </fieldset>
  )
}

function clientFor(callback: string) {
  return {
    client_name: 'try-it',
    redirect_uris: [callback],
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types: ['code'],
  }
}
