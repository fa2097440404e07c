import type { Exchange } from '../exchange/exchange.ts'
import { valueOf } from '../exchange/field.ts'

/** The access token that a request shows: in its header, its form or its query (RFC 6750 §2). */
export function accessTokenOf({ requestHeaders, form, query }: Exchange): string | undefined {
  const [scheme, token] = (valueOf(requestHeaders, 'authorization') ?? '').split(' ')
  const isToken = scheme?.toLowerCase() === 'bearer' || scheme?.toLowerCase() === 'dpop'
  if (isToken && token) return token
  return valueOf(form, 'access_token') ?? valueOf(query, 'access_token')
}
