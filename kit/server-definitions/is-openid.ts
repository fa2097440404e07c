import type { ServerDefinition } from '../admin/server-definition-document.ts'

/** Whether a server is an OpenID Provider, as far as is known before it is asked (OpenID Connect Discovery §3). */
export function isOpenId({ source, metadata }: ServerDefinition): boolean {
  if (source !== 'typed') return source === 'openid-configuration'
  return metadata?.scopes_supported?.includes('openid') === true
}
