import type { Left } from './converted.ts'
import type { KeycloakUser, Realm } from './keycloak-realm.ts'
import { groupsOf, rolesOf } from './keycloak-roles.ts'

/** A realm's users. Their attributes become claims, which the mappers read; their `id` is the `sub`. */
export function convertUsers(realm: Realm): { users: object[]; left: Left[] } {
  const left: Left[] = []
  const people = (realm.users ?? []).filter(({ username, enabled, serviceAccountClientId }) => {
    // A client that acts for itself is no user here.
    if (serviceAccountClientId || username.startsWith('service-account-')) return false
    if (enabled === false) left.push({ path: `users.${username}`, message: 'is disabled' })
    return enabled !== false
  })
  return { users: people.map((user) => convertUser(user, realm, left)), left }
}

function convertUser(user: KeycloakUser, realm: Realm, left: Left[]): object {
  const { id, username, credentials } = user
  const say = (member: string, message: string) =>
    left.push({ path: `users.${username}.${member}`, message })
  const password = credentials?.find(({ type, value }) => type === 'password' && value)?.value
  const kinds = new Set((credentials ?? []).map(({ type }) => type ?? ''))
  if (kinds.has('password') && !password) say('credentials', 'a hashed password: set another one')
  if (kinds.has('otp') || kinds.has('totp')) {
    say('credentials', `a second factor: make another by ./lab totp ${username}`)
  }
  if (kinds.has('webauthn') || kinds.has('webauthn-passwordless')) {
    say('credentials', 'there are no passkeys')
  }
  for (const [member, message] of Object.entries(notTaken)) {
    const value = user[member]
    if (Array.isArray(value) && value.length > 0) say(member, message)
  }
  return {
    username,
    ...(id && { sub: id }),
    ...(password && { password }),
    claims: claimsOf(user, realm),
    roles: rolesOf(user, realm),
  }
}

const notTaken: Readonly<Record<string, string>> = {
  requiredActions: 'nobody has to do something at the next sign-in',
  federatedIdentities: 'no sign-in at other identity providers',
}

function claimsOf(user: KeycloakUser, realm: Realm): Record<string, unknown> {
  const { username, email, emailVerified, firstName, lastName } = user
  const inherited = groupsOf(user, realm).map(({ attributes }) => attributes ?? {})
  const name = [firstName, lastName].filter(Boolean).join(' ')
  return {
    ...Object.assign({}, ...inherited),
    ...attributesOf(user),
    preferred_username: username,
    ...(name && { name }),
    ...(firstName && { given_name: firstName }),
    ...(lastName && { family_name: lastName }),
    ...(email && { email, email_verified: emailVerified === true }),
    ...((user.groups ?? []).length > 0 && { groups: user.groups }),
  }
}

/** What has one value is that value, as standard claims are. */
function attributesOf({ attributes }: KeycloakUser): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(attributes ?? {}).map(([name, values]) => [
      name,
      Array.isArray(values) && values.length === 1 ? values[0] : values,
    ]),
  )
}
