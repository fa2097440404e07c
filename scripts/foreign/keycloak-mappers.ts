import { isAbsoluteUri } from '@oauth-lab/kit/absolute-uri.ts'
import type { Left } from './converted.ts'
import { clientsOf } from './keycloak-realm.ts'
import type { ProtocolMapper, Realm } from './keycloak-realm.ts'
import { defaultScopesOf } from './keycloak-scopes.ts'
import { isFree } from './mapper.ts'
import type { Mapper } from './mapper.ts'

interface Mappers {
  mappers: Mapper[]
  /** Audiences that tokens may be asked for. */
  resources: Record<string, object>
  left: Left[]
}

/** The mappers of a realm's clients and scopes. A scope that a client has by default is not asked for. */
export function convertMappers(realm: Realm): Mappers {
  const all: Mappers = { mappers: [], resources: {}, left: [] }
  const clients = clientsOf(realm)
  for (const client of clients) {
    for (const mapper of client.protocolMappers ?? []) {
      const path = `clients.${client.clientId}.protocolMappers.${mapper.name ?? ''}`
      convert(mapper, path, [{ clients: [client.clientId] }], realm, all)
    }
  }
  for (const { name, protocol, protocolMappers } of realm.clientScopes ?? ownScopes) {
    if ((protocol ?? 'openid-connect') !== 'openid-connect') continue
    const by = clients.filter((client) => defaultScopesOf(client, realm).includes(name))
    const unasked = by.map(({ clientId }) => clientId)
    const when = [...(unasked.length > 0 ? [{ clients: unasked }] : []), { scope: name }]
    for (const mapper of protocolMappers ?? []) {
      const path = `clientScopes.${name}.protocolMappers.${mapper.name ?? ''}`
      convert(mapper, path, when, realm, all)
    }
  }
  return all
}

const everywhere = {
  'access.token.claim': 'true',
  'id.token.claim': 'true',
  'userinfo.token.claim': 'true',
  'introspection.token.claim': 'true',
}
const own = (protocolMapper: string, config: Record<string, string>) => ({
  protocolMapper,
  config: { ...everywhere, ...config },
})
const roles = { multivalued: 'true', 'id.token.claim': 'false', 'userinfo.token.claim': 'false' }

/** What Keycloak gives a realm whose file has no client scopes, as far as the lab does not say it by itself. */
const ownScopes: NonNullable<Realm['clientScopes']> = [
  {
    name: 'roles',
    protocolMappers: [
      own('oidc-usermodel-realm-role-mapper', { ...roles, 'claim.name': 'realm_access.roles' }),
      own('oidc-usermodel-client-role-mapper', {
        ...roles,
        'claim.name': 'resource_access.${client_id}.roles',
      }),
    ],
  },
  {
    name: 'profile',
    protocolMappers: [
      own('oidc-full-name-mapper', {}),
      own('oidc-usermodel-attribute-mapper', {
        'user.attribute': 'username',
        'claim.name': 'preferred_username',
      }),
      own('oidc-usermodel-attribute-mapper', {
        'user.attribute': 'firstName',
        'claim.name': 'given_name',
      }),
      own('oidc-usermodel-attribute-mapper', {
        'user.attribute': 'lastName',
        'claim.name': 'family_name',
      }),
    ],
  },
  {
    name: 'email',
    protocolMappers: [
      own('oidc-usermodel-attribute-mapper', { 'user.attribute': 'email', 'claim.name': 'email' }),
      own('oidc-usermodel-property-mapper', {
        'user.attribute': 'emailVerified',
        'claim.name': 'email_verified',
      }),
    ],
  },
]

/** Mappers whose claims the lab says by itself, or that are for Keycloak's own. */
const needless = [
  'oidc-sub-mapper',
  'oidc-acr-mapper',
  'oidc-amr-mapper',
  'oidc-address-mapper',
  'oidc-allowed-origins-mapper',
  'oidc-audience-resolve-mapper',
  'oidc-session-state-mapper',
]

function convert(
  { protocolMapper: type, config: given }: ProtocolMapper,
  path: string,
  when: Mapper['when'][],
  realm: Realm,
  { mappers, resources, left }: Mappers,
): void {
  const config = given ?? {}
  const say = (message: string) => left.push({ path, message })
  if (needless.includes(type)) return
  if (type === 'oidc-audience-mapper') {
    const audience = config['included.custom.audience'] || config['included.client.audience'] || ''
    if (isAbsoluteUri(audience)) resources[audience] = {}
    say(
      isAbsoluteUri(audience)
        ? `tokens are for ${audience} where the client asks for it: resource (RFC 8707)`
        : `${audience} is no absolute URI, and so no audience (RFC 8707 §2)`,
    )
    return
  }
  const to = placesOf(config)
  // Facts of a sign-in and of the client are in the lab's own claims.
  if (type === 'oidc-usersessionmodel-note-mapper' || to.length === 0) return
  const values = valuesOf(type, config, realm)
  if (values === undefined) {
    say(`${type} is not known: write a hook (generateToken)`)
    return
  }
  for (const { claim, ...value } of values) {
    if (!isFree(claim)) {
      say(`${claim.join('.')} is the server's own claim`)
      continue
    }
    // Claims of OpenID Connect are in UserInfo by their scopes (OpenID Connect Core §5.4).
    mappers.push(...when.map((one) => ({ when: one, to, claim, ...value })))
  }
}

const places = {
  'access.token.claim': 'accessToken',
  'id.token.claim': 'idToken',
  'userinfo.token.claim': 'userInfo',
  'introspection.token.claim': 'introspection',
} as const

function placesOf(config: Record<string, string | null>): Mapper['to'] {
  return Object.entries(places).flatMap(([name, place]) => (config[name] === 'true' ? place : []))
}

/** What a mapper says, by the path of each claim; undefined where its kind is not known. */
function valuesOf(
  type: string,
  config: Record<string, string | null>,
  realm: Realm,
): Pick<Mapper, 'claim' | 'value' | 'many'>[] | undefined {
  const name = config['claim.name'] ?? ''
  const claim = pathOf(name)
  const attribute = config['user.attribute'] ?? ''
  const many = config['multivalued'] === 'true'
  switch (type) {
    case 'oidc-usermodel-attribute-mapper':
      return [
        { claim, value: { claim: properties[attribute] ?? attribute }, ...(many && { many }) },
      ]
    case 'oidc-usermodel-property-mapper':
      return attribute === 'username' || attribute === 'id'
        ? [{ claim, value: { property: attribute === 'id' ? 'sub' : 'username' } }]
        : [{ claim, value: { claim: properties[attribute] ?? attribute } }]
    case 'oidc-full-name-mapper':
      return [{ claim: ['name'], value: { claim: 'name' } }]
    case 'oidc-hardcoded-claim-mapper':
      return [{ claim, value: { fixed: typed(config['claim.value'] ?? '', config) } }]
    case 'oidc-group-membership-mapper':
      return [{ claim, value: { claim: 'groups' }, many: true }]
    case 'oidc-usermodel-realm-role-mapper':
      return [{ claim, value: { roles: '' }, many: true }]
    case 'oidc-usermodel-client-role-mapper': {
      const only = config['usermodel.clientRoleMapping.clientId']
      const clients = only ? [only] : Object.keys(realm.roles?.client ?? {})
      return clients.map((client) => ({
        claim: pathOf(name).map((part) => part.replaceAll('${client_id}', client)),
        value: { roles: `${client}:` },
        many: true,
      }))
    }
    default:
      return undefined
  }
}

/** How the lab calls what Keycloak calls so. */
const properties: Readonly<Record<string, string>> = {
  username: 'preferred_username',
  firstName: 'given_name',
  lastName: 'family_name',
  emailVerified: 'email_verified',
}

/** A dot leads into an object, unless a backslash stands before it. */
function pathOf(name: string): string[] {
  return name.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'))
}

function typed(text: string, config: Record<string, string | null>): unknown {
  switch (config['jsonType.label']) {
    case 'int':
    case 'long':
      return Number(text)
    case 'boolean':
      return text === 'true'
    case 'JSON':
      return asJson(text)
    default:
      return text
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
