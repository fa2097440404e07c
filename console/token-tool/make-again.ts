import type { Token } from './read-token.ts'

/** One change with which a token is made again. */
export const changes = [
  'another aud',
  'a passed exp',
  'a key that nobody publishes',
  'alg none',
] as const
export type Change = (typeof changes)[number]

/** What the server writes anew. */
const own = new Set(['iss', 'aud', 'iat', 'nbf', 'exp', 'jti', 'client_id'])

/**
 * What `POST tokens` is asked for the same access token with one change; undefined where the token is
 * none, or names no client.
 * @param now milliseconds since 1970
 */
export function documentOf({ header, claims }: Token, change: Change, now: number) {
  const { client_id: client, aud } = claims
  const { typ } = header
  const isAccessToken = typeof typ === 'string' && /^(?:application\/)?at\+jwt$/i.test(typ)
  if (!isAccessToken || typeof client !== 'string') return undefined
  return {
    client,
    claims: Object.fromEntries(Object.entries(claims).filter(([name]) => !own.has(name))),
    store: false,
    ...(isAudience(aud) && { audience: aud }),
    ...differing(change, now),
  }
}

function differing(change: Change, now: number) {
  switch (change) {
    case 'another aud':
      return { audience: 'https://another.example' }
    case 'a passed exp':
      return { issuedAt: new Date(now - 7_200_000).toISOString(), expiresIn: 3600 }
    case 'a key that nobody publishes':
      return { signedBy: 'unpublished' as const }
    default: // alg none
      return { signedBy: 'none' as const }
  }
}

function isAudience(aud: unknown): aud is string | string[] {
  const all: unknown[] = [aud].flat()
  return all.length > 0 && all.every((one) => typeof one === 'string' && one !== '')
}
