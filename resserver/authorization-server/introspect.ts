import { fetchJson } from '@oauth-lab/kit/http/fetch-json.ts'
import type { JsonAnswer } from '@oauth-lab/kit/http/fetch-json.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { Introspection } from '../access/introspection.ts'
import type { Credentials } from './registration.ts'

/**
 * Asks what the authorization server knows of a token (RFC 7662 §2). Returns undefined when it does
 * not take the credentials.
 * @throws PeerError when it does not answer, or with something else
 */
export async function introspect(
  fetch: Fetch,
  endpoint: string,
  token: string,
  credentials: Credentials,
): Promise<Introspection | undefined> {
  const answer = await fetchJson(fetch, 'introspection', endpoint, {
    method: 'POST',
    headers: { accept: 'application/json', authorization: basic(credentials) },
    body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
  })
  if (isInvalidClient(answer)) return undefined
  const read = Introspection.safeParse(answer.body)
  if (answer.status !== 200 || !read.success) {
    throw new PeerError(`The introspection of the token was answered ${answer.status}.`)
  }
  return read.data
}

function isInvalidClient({ status, body }: JsonAnswer): boolean {
  const { error } = (body ?? {}) as { error?: unknown }
  return status === 401 || (status === 400 && error === 'invalid_client')
}

/** Both parts are form-encoded before they are joined (RFC 6749 §2.3.1). */
function basic({ clientId, clientSecret }: Credentials): string {
  const pair = `${formEncode(clientId)}:${formEncode(clientSecret)}`
  return `Basic ${Buffer.from(pair).toString('base64')}`
}

function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}
