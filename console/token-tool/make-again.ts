import type { Token } from './read-token.ts'

type Kind = 'access_token' | 'id_token'

/** One change with which a token is made again, and of which kind it must be. */
const rows = {
  'another aud': {},
  'a passed exp': {},
  'another scope': { only: 'access_token' },
  'another nonce': { only: 'id_token' },
  'a key that nobody publishes': {},
  'alg none': {},
} as const satisfies Record<string, { only?: Kind }>

export type Change = keyof typeof rows

/** What the server writes anew. */
const own = new Set(['iss', 'aud', 'iat', 'nbf', 'exp', 'jti'])

/** Claims that the server adds to an ID token that is made. */
const added = { auth_time: null, amr: null, acr: null }

/** Which changes a token can have; none where the lab does not make such tokens. */
export function changesFor(token: Token): Change[] {
  const kind = kindOf(token)
  const names = Object.keys(rows) as Change[]
  if (kind === undefined || clientOf(token) === undefined) return []
  return names.filter((name) => {
    const { only }: { only?: Kind } = rows[name]
    return only === undefined || only === kind
  })
}

/** The claims that a token may have again, or others in their place. */
export function claimsOf({ claims }: Token): Record<string, unknown> {
  const isOwn = (name: string) => own.has(name) || name === 'client_id'
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !isOwn(name)))
}

/** Whether the token stands for a user whose name must be told: the lab's ID tokens. */
export function needsUser(token: Token): boolean {
  return kindOf(token) === 'id_token'
}

/**
 * What `POST tokens` is asked for the same token with one change, or with other claims; undefined where
 * it is neither access token nor ID token, or names no client.
 * @param now milliseconds since 1970
 * @param user the name of the user, where the token needs one
 */
export function documentOf(
  token: Token,
  change: Change | { claims: Record<string, unknown> },
  { now, user }: { now: number; user?: string | undefined },
) {
  const type = kindOf(token)
  const client = clientOf(token)
  if (type === undefined || client === undefined) return undefined
  const { aud } = token.claims
  const kept = typeof change === 'string' ? claimsOf(token) : change.claims
  const claims: Record<string, unknown> = {
    ...(type === 'id_token' && added),
    ...kept,
    ...claimsWith(change),
  }
  return {
    type,
    client,
    claims,
    store: false,
    ...(user !== undefined && { user }),
    ...(isAudience(aud) && { audience: aud }),
    ...differing(change, now),
  }
}

function claimsWith(change: Change | object): Record<string, unknown> {
  if (change === 'another scope') return { scope: 'my/scope my/delegated' }
  return change === 'another nonce' ? { nonce: 'of-another-sign-in' } : {}
}

function differing(change: Change | object, now: number) {
  switch (change) {
    case 'another aud':
      return { audience: 'https://another.example' }
    case 'a passed exp':
      return { issuedAt: new Date(now - 7_200_000).toISOString(), expiresIn: 3600 }
    case 'a key that nobody publishes':
      return { signedBy: 'unpublished' as const }
    case 'alg none':
      return { signedBy: 'none' as const }
    default:
      return {}
  }
}

function kindOf({ header: { typ }, claims }: Token): Kind | undefined {
  if (typeof typ === 'string' && /^(?:application\/)?at\+jwt$/i.test(typ)) return 'access_token'
  const isJwt = typ === undefined || (typeof typ === 'string' && /^jwt$/i.test(typ))
  // OpenID Connect Core §2: about a user and for a client; what has scope or events is something else.
  const { sub, scope, events } = claims
  const isIdToken = typeof sub === 'string' && scope === undefined && events === undefined
  return isJwt && isIdToken ? 'id_token' : undefined
}

/** RFC 9068 §2.2; OpenID Connect Core §2. */
function clientOf({ claims: { client_id: client, azp, aud } }: Token): string | undefined {
  const [first]: unknown[] = [aud].flat()
  const named = client ?? azp ?? first
  return typeof named === 'string' ? named : undefined
}

function isAudience(aud: unknown): aud is string | string[] {
  const all: unknown[] = [aud].flat()
  return all.length > 0 && all.every((one) => typeof one === 'string' && one !== '')
}
