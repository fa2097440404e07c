/** A claim that another server adds to tokens. All that is said of `when` must hold. */
export interface Mapper {
  when: {
    clients?: string[]
    scope?: string
    grantType?: string
    user?: string
  }
  to: ('accessToken' | 'idToken' | 'introspection' | 'userInfo')[]
  /** The path of the claim. */
  claim: string[]
  /** What it says: always the same, or a claim, property or roles of the user. */
  value: { fixed: unknown } | { claim: string } | { property: string } | { roles: string }
  /** Whether it is a list. */
  many?: boolean
}

/** Claims that the server itself says: no hook replaces them. */
const own = ['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id', 'scope', 'nonce', 'cnf']

/** Names by which a claim's path would leave the claims. */
const inherited = ['__proto__', 'constructor', 'prototype', '']

/** Whether a hook may say this claim. */
export function isFree(path: readonly string[]): boolean {
  return !own.includes(path[0]!) && !path.some((part) => inherited.includes(part))
}

/** A module of hooks that adds these claims: for `./lab up --hooks`. */
export function hooksModule(mappers: readonly Mapper[], source: string): string {
  const rows = mappers.map((mapper) => `  ${JSON.stringify(mapper)},`).join('\n')
  return `// Claims that ${JSON.stringify(source)} adds to tokens.
const mappers = [
${rows}
]

export function generateToken(context) {
  const additions = {}
  for (const { when, to, claim, value, many } of mappers) {
    const told = fits(when, context) ? read(value, many, context.user) : undefined
    if (told === undefined) continue
    for (const place of to) put((additions[place] ??= {}), claim, told)
  }
  return additions
}

function fits({ clients, scope, grantType, user }, context) {
  return (
    (clients?.includes(context.clientId) ?? true) &&
    (scope === undefined || context.scopes.includes(scope)) &&
    (grantType === undefined || grantType === context.grantType) &&
    (user === undefined || user === context.user?.username)
  )
}

function read(value, many, user) {
  if ('fixed' in value) return value.fixed
  if (user === null) return undefined
  if ('property' in value) return user[value.property]
  if ('roles' in value) return rolesOf(user.roles, value.roles)
  const told = user.claims[value.claim]
  return many || !Array.isArray(told) ? told : told[0]
}

// Roles of a client begin with its name.
function rolesOf(roles, prefix) {
  const own = roles.filter((role) => (prefix === '' ? !role.includes(':') : role.startsWith(prefix)))
  return own.length === 0 ? undefined : own.map((role) => role.slice(prefix.length))
}

function put(target, [name, ...rest], value) {
  if (rest.length === 0) target[name] = value
  else put((target[name] ??= {}), rest, value)
}
`
}
