import { useMutation } from '@tanstack/react-query'
import { wordsFor } from '@oauth-lab/explain/catalogue/values.ts'
import { dataOf } from '../api/answer.ts'
import { control } from '../api/api.ts'
import { Failure } from '../parts/failure.tsx'
import { Problems } from '../parts/form/framed.tsx'
import { makeKey, publicSetOf, readKey } from './client-assertion.ts'
import { keyName, methods } from './compose.ts'
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
        {clientMethod !== 'private_key_jwt' && (
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
        )}
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
      {clientMethod === 'private_key_jwt' && (
        <KeyField
          value={values[keyName] ?? ''}
          set={(text) => {
            const key = readKey(text)
            keep({ values: { [keyName]: text, ...(key && { jwks: publicSetOf(key) }) } })
          }}
        />
      )}
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

/** The client's private key, pasted or made. It signs in this page. */
function KeyField({ value, set }: { value: string; set: (text: string) => void }) {
  const make = useMutation({
    mutationFn: makeKey,
    onSuccess: (key) => set(JSON.stringify(key)),
  })
  const isKey = value === '' || readKey(value) !== undefined
  return (
    <div className="field">
      <label htmlFor="client-key">Private key, JWK</label>
      <textarea
        id="client-key"
        className="wire-value"
        rows={3}
        autoComplete="off"
        spellCheck={false}
        value={value}
        aria-describedby="client-key-hint"
        onChange={({ target }) => set(target.value)}
        {...(!isKey && { 'aria-invalid': true })}
      />
      <div id="client-key-hint">
        <p className="hint">
          It never leaves this tab: the page signs with it as it sends. Its public part stands under{' '}
          <code>jwks</code> of a client registration request.
        </p>
        {!isKey && <Problems messages={['This is no private JWK that can sign.']} />}
      </div>
      <p className="row">
        <button
          className="button small"
          type="button"
          disabled={make.isPending}
          onClick={() => make.mutate()}
        >
          Make a key
        </button>
      </p>
    </div>
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
