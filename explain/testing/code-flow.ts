import { challengeOf, leftHash } from '../explanation/digests.ts'
import type { HarEntry } from '../har/har.ts'
import { begin, harEntry, unsignedJwt } from './har-entry.ts'
import type { Wanted } from './har-entry.ts'

export const issuer = 'https://as.example/op'
export const app = 'https://app.example'
export const api = 'https://api.example/things'
export const noStore = { 'cache-control': 'no-store' }

/** What of the flow differs from the good one. */
export interface Differences {
  /** Set apart several flows of one recording. */
  name?: string
  /** Seconds after which this flow begins. */
  after?: number
  clientId?: string
  /** Parameters of the authorization request; null leaves one out. */
  asks?: Record<string, string | null>
  /** Parameters of the authorization response. */
  answers?: Record<string, string | null>
  /** Parameters of the token request. */
  exchanges?: Record<string, string | null>
  idToken?: Record<string, unknown>
  idTokenHeader?: Record<string, unknown>
  accessToken?: Record<string, unknown>
  tokenResponse?: Record<string, unknown>
  /** Changes of each request and its answer. */
  authorization?: Partial<Wanted>
  callback?: Partial<Wanted>
  token?: Partial<Wanted>
  resource?: Partial<Wanted>
}

/** The authorization code flow of a web client whose server-side calls were recorded too: nothing in it is wrong. */
export function codeFlow(differences: Differences = {}): HarEntry[] {
  const { name = 'one', after = 0, clientId = 'web' } = differences
  const verifier = `verifier-${name}-0123456789-0123456789-0123456789`
  const asks = without({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: `${app}/callback`,
    scope: 'openid profile',
    state: `state-${name}`,
    nonce: `nonce-${name}`,
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    ...differences.asks,
  })
  const answers = without({
    code: `code-${name}-0123456789`,
    state: asks['state'] ?? null,
    iss: issuer,
    ...differences.answers,
  })
  const now = begin / 1000 + after
  const accessToken = unsignedJwt(
    {
      iss: issuer,
      sub: 'u1',
      aud: api,
      client_id: clientId,
      scope: 'openid profile',
      iat: now + 10,
      exp: now + 3610,
      jti: `jti-${name}`,
      ...differences.accessToken,
    },
    { alg: 'RS256', typ: 'at+jwt', kid: 'k1' },
  )
  const idToken = unsignedJwt(
    {
      iss: issuer,
      sub: 'u1',
      aud: clientId,
      iat: now + 10,
      exp: now + 3610,
      nonce: `nonce-${name}`,
      at_hash: leftHash(accessToken, 'RS256'),
      ...differences.idToken,
    },
    { alg: 'RS256', kid: 'k1', ...differences.idTokenHeader },
  )
  const callback = `${app}/callback?${new URLSearchParams(answers).toString()}`
  return [
    harEntry({
      url: `${issuer}/authorize?${new URLSearchParams(asks).toString()}`,
      after,
      status: 303,
      answer: { location: callback, ...noStore },
      loadedAs: 'document',
      ...differences.authorization,
    }),
    harEntry({
      url: callback,
      after: after + 9,
      status: 303,
      answer: { location: `${app}/` },
      cookies: ['session=abcdefghijklmnop; Secure; HttpOnly; SameSite=Lax; Path=/'],
      loadedAs: 'document',
      ...differences.callback,
    }),
    harEntry({
      url: `${issuer}/token`,
      after: after + 10,
      headers: { authorization: `Basic ${btoa(`${clientId}:the-secret-of-web-client`)}` },
      form: without({
        grant_type: 'authorization_code',
        code: answers['code'] ?? null,
        redirect_uri: asks['redirect_uri'] ?? null,
        code_verifier: verifier,
        ...differences.exchanges,
      }),
      json: {
        access_token: accessToken,
        token_type: 'Bearer',
        expires_in: 3600,
        id_token: idToken,
        refresh_token: `refresh-${name}-0123456789`,
        scope: 'openid profile',
        ...differences.tokenResponse,
      },
      answer: noStore,
      ...differences.token,
    }),
    harEntry({
      url: api,
      after: after + 11,
      headers: { authorization: `Bearer ${accessToken}` },
      json: { things: [] },
      answer: noStore,
      ...differences.resource,
    }),
  ]
}

function without(given: Record<string, string | null | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value == null ? [] : [[name, value]])),
  )
}
