import { fetchJson } from '@oauth-lab/kit/http/fetch-json.ts'
import type { JsonAnswer } from '@oauth-lab/kit/http/fetch-json.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { timeout } from '../issuer/metadata.ts'
import type { RegistrationRow } from '../store/tables.ts'

/** Asks the server what it knows of a client (RFC 7592 §2.1). @throws PeerError */
export function readRegistration(fetch: Fetch, row: RegistrationRow): Promise<JsonAnswer> {
  return send(fetch, row, 'GET')
}

/**
 * Tells the server all that the client is from now on (RFC 7592 §2.2).
 * @param metadata as of a registration
 * @throws PeerError
 */
export function updateRegistration(
  fetch: Fetch,
  row: RegistrationRow,
  metadata: Readonly<Record<string, unknown>>,
): Promise<JsonAnswer> {
  const { client_id, client_secret } = row
  return send(fetch, row, 'PUT', {
    ...metadata,
    client_id,
    ...(client_secret !== '' && { client_secret }),
  })
}

/** Ends the registration at the server (RFC 7592 §2.3). @throws PeerError */
export function deleteRegistration(fetch: Fetch, row: RegistrationRow): Promise<JsonAnswer> {
  return send(fetch, row, 'DELETE')
}

function send(
  fetch: Fetch,
  { registration_client_uri, registration_access_token }: RegistrationRow,
  method: string,
  body?: object,
): Promise<JsonAnswer> {
  return fetchJson(fetch, 'registration', registration_client_uri ?? '', {
    method,
    headers: {
      accept: 'application/json',
      authorization: `Bearer ${registration_access_token}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeout * 1000),
  })
}
