import { z } from 'zod'

const texts = z.array(z.string())
const flag = z.boolean().nullish()
const seconds = z.int().nullish()
const mapper = z.looseObject({
  name: z.string().nullish(),
  protocol: z.string().nullish(),
  protocolMapper: z.string(),
  config: z.record(z.string(), z.string().nullable()).nullish(),
})
export type ProtocolMapper = z.output<typeof mapper>

/** What is read of Keycloak's ClientRepresentation. */
const client = z.looseObject({
  clientId: z.string(),
  name: z.string().nullish(),
  enabled: flag,
  protocol: z.string().nullish(),
  secret: z.string().nullish(),
  publicClient: flag,
  bearerOnly: flag,
  clientAuthenticatorType: z.string().nullish(),
  standardFlowEnabled: flag,
  implicitFlowEnabled: flag,
  directAccessGrantsEnabled: flag,
  serviceAccountsEnabled: flag,
  rootUrl: z.string().nullish(),
  redirectUris: texts.nullish(),
  webOrigins: texts.nullish(),
  attributes: z.record(z.string(), z.string().nullable()).nullish(),
  defaultClientScopes: texts.nullish(),
  optionalClientScopes: texts.nullish(),
  protocolMappers: z.array(mapper).nullish(),
})
export type KeycloakClient = z.output<typeof client>

/** Of its UserRepresentation. */
const user = z.looseObject({
  id: z.string().nullish(),
  username: z.string(),
  enabled: flag,
  email: z.string().nullish(),
  emailVerified: flag,
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  attributes: z.record(z.string(), z.union([texts, z.string()])).nullish(),
  credentials: z
    .array(z.looseObject({ type: z.string().nullish(), value: z.string().nullish() }))
    .nullish(),
  realmRoles: texts.nullish(),
  clientRoles: z.record(z.string(), texts).nullish(),
  groups: texts.nullish(),
  serviceAccountClientId: z.string().nullish(),
})
export type KeycloakUser = z.output<typeof user>

const role = z.looseObject({
  name: z.string(),
  composites: z
    .looseObject({
      realm: texts.nullish(),
      client: z.record(z.string(), texts).nullish(),
    })
    .nullish(),
})

export interface Group {
  name: string
  attributes?: Record<string, string[]> | null | undefined
  realmRoles?: string[] | null | undefined
  clientRoles?: Record<string, string[]> | null | undefined
  subGroups?: Group[] | null | undefined
}
const group: z.ZodType<Group> = z.looseObject({
  name: z.string(),
  attributes: z.record(z.string(), texts).nullish(),
  realmRoles: texts.nullish(),
  clientRoles: z.record(z.string(), texts).nullish(),
  get subGroups() {
    return z.array(group).nullish()
  },
})

/** Of its RealmRepresentation. */
export const Realm = z.looseObject({
  realm: z.string(),
  displayName: z.string().nullish(),
  accessTokenLifespan: seconds,
  accessCodeLifespan: seconds,
  ssoSessionIdleTimeout: seconds,
  ssoSessionMaxLifespan: seconds,
  clientSessionIdleTimeout: seconds,
  defaultSignatureAlgorithm: z.string().optional(),
  roles: z
    .looseObject({
      realm: z.array(role).nullish(),
      client: z.record(z.string(), z.array(role)).nullish(),
    })
    .nullish(),
  groups: z.array(group).nullish(),
  defaultDefaultClientScopes: texts.nullish(),
  defaultOptionalClientScopes: texts.nullish(),
  clientScopes: z
    .array(
      z.looseObject({
        name: z.string(),
        description: z.string().nullish(),
        protocol: z.string().nullish(),
        attributes: z.record(z.string(), z.string().nullable()).nullish(),
        protocolMappers: z.array(mapper).nullish(),
      }),
    )
    .nullish(),
  clients: z.array(client).nullish(),
  users: z.array(user).nullish(),
  components: z.record(z.string(), z.unknown()).nullish(),
})
export type Realm = z.output<typeof Realm>

/** Clients that every realm has for Keycloak itself. */
const builtIn = [
  'account',
  'account-console',
  'admin-cli',
  'broker',
  'realm-management',
  'security-admin-console',
]

/** The realm's own clients that speak OpenID Connect. */
export function clientsOf({ clients }: Realm): KeycloakClient[] {
  return (clients ?? []).filter(
    ({ clientId, protocol }) =>
      !builtIn.includes(clientId) && (protocol ?? 'openid-connect') === 'openid-connect',
  )
}
