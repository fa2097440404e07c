import { valueOf } from '../exchange/field.ts'
import type { Seen } from '../recording/recording.ts'

const grants: Readonly<Record<string, string>> = {
  authorization_code: 'Authorization code',
  client_credentials: 'Client credentials',
  refresh_token: 'Refresh',
  password: 'Resource owner password',
  'urn:ietf:params:oauth:grant-type:device_code': 'Device authorization',
  'urn:ietf:params:oauth:grant-type:token-exchange': 'Token exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer': 'JWT bearer',
  'urn:openid:params:grant-type:ciba': 'Backchannel authentication',
}

/** What a flow is called: by what was asked for first. */
export function nameFlow(exchanges: readonly Seen[]): string {
  const asked = exchanges.find(({ message }) => message?.id === 'authorization request')
  if (asked !== undefined) return nameByResponseType(asked, exchanges)
  const device = exchanges.some(({ message }) => message?.id === 'device authorization request')
  if (device) return 'Device authorization'
  const token = exchanges.find(({ message }) => message?.id === 'token request')
  const grant = token && valueOf(token.form, 'grant_type')
  if (grant !== undefined) return grants[grant] ?? `Token by ${grant}`
  return exchanges.find(({ message }) => message !== undefined)!.message!.name
}

function nameByResponseType(asked: Seen, exchanges: readonly Seen[]): string {
  const pushed = exchanges.find(({ message }) => message?.id === 'pushed authorization request')
  const fields = [...asked.query, ...asked.form, ...(pushed?.form ?? [])]
  const types = (valueOf(fields, 'response_type') ?? 'code').split(' ')
  if (!types.includes('code')) return 'Implicit flow'
  if (types.length > 1) return 'Hybrid flow'
  const isSafe = valueOf(fields, 'code_challenge') !== undefined
  return isSafe ? 'Authorization code with PKCE' : 'Authorization code'
}
