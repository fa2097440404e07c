import { responseTypesInForce } from '../authorization/response-types/response-types.ts'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import type { Hooks } from '../hooks/hooks.ts'
import { authorizationCode } from './authorization-code.ts'
import { ciba } from './ciba.ts'
import { clientCredentials } from './client-credentials.ts'
import { customGrantType } from './custom.ts'
import { deviceCode } from './device-code.ts'
import { exchangeToken } from './exchange-token.ts'
import type { GrantType } from './grant-type.ts'
import { jwtBearer } from './jwt-bearer.ts'
import { password } from './password.ts'
import { refreshToken } from './refresh-token.ts'

/** The server's own grant types. */
export const grantTypes: readonly GrantType[] = [
  authorizationCode,
  clientCredentials,
  refreshToken,
  deviceCode,
  exchangeToken,
  jwtBearer,
  password,
  ciba,
]

/** The names of those in force: what the configuration supports, and what the hooks bring along. */
export function grantTypesInForce(
  { supportedGrantTypes }: { supportedGrantTypes: readonly string[] },
  hooks: Hooks,
): string[] {
  return [...new Set([...supportedGrantTypes, ...Object.keys(hooks.grantTypes ?? {})])]
}

/** The same for metadata and registration: with `implicit`, which has no token request (RFC 7591 §2.1). */
export function grantTypesOffered(configuration: ServerConfiguration, hooks: Hooks): string[] {
  const isDirect = responseTypesInForce(configuration).some(({ grantTypes: needed }) =>
    needed.includes('implicit'),
  )
  return [...grantTypesInForce(configuration, hooks), ...(isDirect ? ['implicit'] : [])]
}

/** The grant type of that name: the server's own, or one of the hooks. */
export function findGrantType(name: string, hooks: Hooks): GrantType | undefined {
  const own = grantTypes.find((one) => one.name === name)
  if (own !== undefined) return own
  const { grantTypes: custom = {} } = hooks
  return Object.hasOwn(custom, name) ? customGrantType(name, custom[name]!) : undefined
}
