import type { Configuration } from '@oauth-lab/kit/admin/configuration-document.ts'

/** A scope that the server knows: what it brings, and of whom it speaks. */
export interface Scope {
  name: string
  /** What the consent page says of it. */
  description: string
  /** Claims that UserInfo then tells (OpenID Connect Core §5.4). */
  claims: readonly string[]
  /** Whether it makes sense for a user only, so that a client by itself can't have it. */
  needsUser: boolean
}

/** The scopes of OpenID Connect Core §3.1.2.1, §5.4 and §11, and the lab's own. */
export const scopes: readonly Scope[] = [
  { name: 'openid', description: 'Know that it is you', claims: [], needsUser: true },
  {
    name: 'profile',
    description: 'Your name and profile',
    claims: [
      'name',
      'family_name',
      'given_name',
      'middle_name',
      'nickname',
      'preferred_username',
      'profile',
      'picture',
      'website',
      'gender',
      'birthdate',
      'zoneinfo',
      'locale',
      'updated_at',
    ],
    needsUser: false,
  },
  {
    name: 'email',
    description: 'Your e-mail address',
    claims: ['email', 'email_verified'],
    needsUser: false,
  },
  { name: 'address', description: 'Your postal address', claims: ['address'], needsUser: false },
  {
    name: 'phone',
    description: 'Your phone number',
    claims: ['phone_number', 'phone_number_verified'],
    needsUser: false,
  },
  {
    name: 'offline_access',
    description: 'Go on while you are away',
    claims: [],
    needsUser: true,
  },
  {
    name: 'my/scope',
    description: 'Read the protected resource',
    claims: [],
    needsUser: false,
  },
]

const byName = new Map(scopes.map((scope) => [scope.name, scope]))

/** Where a claim is told. */
export type ClaimTarget = Configuration['scopeClaims'][string]['in'][number]
type ScopeClaims = Configuration['scopeClaims']

/** Those of a user's claims that these scopes bring there: the standard ones to UserInfo, and the configured ones. */
export function claimsFor(
  granted: readonly string[],
  claims: Readonly<Record<string, unknown>>,
  configured: ScopeClaims = {},
  target: ClaimTarget = 'userinfo',
): Record<string, unknown> {
  const wanted = granted.flatMap((name) => claimsOfScope(name, configured, target))
  return Object.fromEntries(
    wanted.filter((name) => Object.hasOwn(claims, name)).map((name) => [name, claims[name]]),
  )
}

/** Names of the claims that a scope brings there. */
export function claimsOfScope(
  name: string,
  configured: ScopeClaims,
  target: ClaimTarget,
): readonly string[] {
  const standard = target === 'userinfo' ? (byName.get(name)?.claims ?? []) : []
  const { claims, in: targets } = Object.hasOwn(configured, name)
    ? configured[name]!
    : { claims: [], in: [] }
  return targets.includes(target) ? [...standard, ...claims] : standard
}

/** Those of the scopes that a client by itself can't have. */
export function scopesOfUsers(asked: readonly string[]): string[] {
  return asked.filter((name) => byName.get(name)?.needsUser)
}
