import type { Left } from './converted.ts'
import type { KeycloakClient, Realm } from './keycloak-realm.ts'

/** Scopes that Keycloak gives every client for its own mappers; nobody asks for them. */
const inner = [
  'web-origins',
  'acr',
  'basic',
  'roles',
  'service_account',
  'organization',
  'microprofile-jwt',
]
/** Those of OpenID Connect, which the lab knows by itself, with what it says of them. */
const standard = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access']
const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** The scopes of a realm. */
export function convertScopes({ clientScopes }: Realm): {
  supportedScopes: Record<string, string>
  left: Left[]
} {
  const left: Left[] = []
  const own = (clientScopes ?? []).filter(
    ({ name, protocol }) =>
      (protocol ?? 'openid-connect') === 'openid-connect' &&
      ![...inner, ...standard].includes(name),
  )
  const taken = own.filter(({ name }) => {
    if (scopeToken.test(name)) return true
    left.push({ path: `clientScopes.${name}`, message: 'is no scope token (RFC 6749 §3.3)' })
    return false
  })
  const texts = taken.map(({ name, description, attributes }) => {
    const shown = attributes?.['consent.screen.text'] ?? ''
    const text = [shown, description ?? ''].find((one) => one !== '' && !one.startsWith('${'))
    return [name, (text ?? name).slice(0, 200)]
  })
  return { supportedScopes: { ...openid, ...Object.fromEntries(texts) }, left }
}

const openid = { openid: 'Know that it is you' }

/** The scopes that a client may ask for. */
export function scopeOf(client: KeycloakClient, realm: Realm): string {
  const known = new Set([...standard, ...Object.keys(convertScopes(realm).supportedScopes)])
  const named = [...defaultScopesOf(client, realm), ...optionalScopesOf(client, realm)]
  const scopes = new Set(['openid', ...named].filter((name) => known.has(name)))
  return [...scopes].join(' ')
}

/** Those that Keycloak gives it unasked. A file that says nothing of them has Keycloak's own. */
export function defaultScopesOf(client: KeycloakClient, realm: Realm): string[] {
  return (
    client.defaultClientScopes ??
    realm.defaultDefaultClientScopes ?? ['profile', 'email', 'roles', 'basic']
  )
}

function optionalScopesOf(client: KeycloakClient, realm: Realm): string[] {
  return (
    client.optionalClientScopes ??
    realm.defaultOptionalClientScopes ?? ['address', 'phone', 'offline_access']
  )
}
