import { signingAlgorithms } from '@oauth-lab/kit/admin/configuration-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Converted, Left } from './converted.ts'
import { convertClients } from './keycloak-clients.ts'
import { convertMappers } from './keycloak-mappers.ts'
import { Realm } from './keycloak-realm.ts'
import { convertScopes } from './keycloak-scopes.ts'
import { convertUsers } from './keycloak-users.ts'
import { readForeign } from './read-file.ts'

/** A realm of a Keycloak export: `kc.sh export`, the console's partial export, or one that was written by hand. */
export function convertKeycloak(file: unknown, name: string | undefined): Converted {
  const realm = readForeign(Realm, chooseRealm(file, name), 'a realm of Keycloak')
  const { supportedScopes, left: ofScopes } = convertScopes(realm)
  const { clients, corsOrigins, httpForLocalhost, left: ofClients } = convertClients(realm)
  const { users, left: ofUsers } = convertUsers(realm)
  const { mappers, resources, left: ofMappers } = convertMappers(realm)
  const { settings, left } = convertSettings(realm)
  return {
    document: {
      ...settings,
      supportedScopes,
      corsOrigins,
      resources,
      ...(httpForLocalhost && { httpForLocalhost }),
      clients,
      users,
    },
    mappers,
    left: [...left, ...ofScopes, ...ofClients, ...ofUsers, ...ofMappers],
  }
}

/** An export of all realms is a list. */
function chooseRealm(file: unknown, name: string | undefined): unknown {
  const realms: unknown[] = Array.isArray(file) ? file : [file]
  const names = realms.map((realm) => (realm as { realm?: string } | null)?.realm)
  const found = realms[name === undefined ? 0 : names.indexOf(name)]
  if (found !== undefined && (name !== undefined || realms.length === 1)) return found
  const message = `the file has ${names.join(', ')}: choose one by --realm, and import each in a sandbox of its own`
  throw new ConfigurationError('Which realm?', [{ path: 'realm', message }])
}

function convertSettings(realm: Realm): { settings: object; left: Left[] } {
  const {
    accessTokenLifespan,
    accessCodeLifespan,
    ssoSessionIdleTimeout,
    ssoSessionMaxLifespan,
    clientSessionIdleTimeout,
    defaultSignatureAlgorithm: algorithm = 'RS256',
  } = realm
  const refresh = clientSessionIdleTimeout || ssoSessionIdleTimeout
  const known = signingAlgorithms.find((one) => one === algorithm)
  const left: Left[] = []
  const say = (path: string, message: string) => left.push({ path, message })
  if (known === undefined)
    say('defaultSignatureAlgorithm', `${algorithm} is not offered; RS256 is used`)
  for (const [member, message] of Object.entries(notTaken)) {
    const value = realm[member]
    if (Array.isArray(value) ? value.length > 0 : value === true) say(member, message)
  }
  for (const type of Object.keys(realm.components ?? {})) {
    const message = components[type.split('.').at(-1)!]
    if (message !== undefined) say(`components.${type}`, message)
  }
  return {
    settings: {
      description: `${realm.displayName || realm.realm}, a realm of Keycloak`.slice(0, 500),
      accessTokenTyp: 'JWT',
      refreshTokens: 'always',
      signingAlgorithm: known ?? 'RS256',
      ...(accessTokenLifespan && {
        accessTokenLifetime: accessTokenLifespan,
        idTokenLifetime: accessTokenLifespan,
      }),
      ...(accessCodeLifespan && { codeLifetime: Math.min(accessCodeLifespan, 600) }),
      ...(refresh && { refreshTokenLifetime: refresh }),
      ...(ssoSessionMaxLifespan && { sessionLifetime: ssoSessionMaxLifespan }),
    },
    left,
  }
}

/** Members of a realm of which nothing is taken over, where they say something. */
const notTaken: Readonly<Record<string, string>> = {
  registrationAllowed: 'nobody registers himself here: users stand in the file',
  identityProviders: 'no sign-in at other identity providers',
  identityProviderMappers: 'no sign-in at other identity providers',
  userFederationProviders: 'no LDAP, no user federation',
  organizations: 'there are no organizations',
  verifyEmail: 'no mails are sent',
  resetPasswordAllowed: 'nobody resets a password by mail',
  bruteForceProtected: 'wrong passwords are slowed down always, in the lab’s own way',
}

/** Components of which nothing is taken over, by the last part of their type. */
const components: Readonly<Record<string, string>> = {
  KeyProvider: 'keys are made anew',
  UserStorageProvider: 'no LDAP, no user federation',
}
