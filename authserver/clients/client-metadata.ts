import { isIP } from 'node:net'
import { z } from 'zod'
import { signingAlgorithms } from '../configuration/server-configuration.ts'
import { isAbsoluteUri } from '../resources/absolute-uri.ts'

const text = z.string().max(2000)
const resource = text.refine(isAbsoluteUri, 'must be an absolute URI without fragment')
const webUri = z.url({ protocol: /^https?$/ }).max(2000)

/** Client metadata (RFC 7591 §2, OpenID Connect Registration §2, RP-Initiated Logout §3.1). */
export const ClientMetadata = z.looseObject({
  redirect_uris: z.array(text).max(50).default([]),
  token_endpoint_auth_method: z
    .enum(['client_secret_basic', 'client_secret_post', 'none'])
    .default('client_secret_basic'),
  grant_types: z.array(text).max(20).default(['authorization_code']),
  response_types: z.array(z.enum(['code'])).optional(),
  client_name: text.optional(),
  client_uri: webUri.optional(),
  logo_uri: webUri.optional(),
  tos_uri: webUri.optional(),
  policy_uri: webUri.optional(),
  contacts: z.array(text).max(20).optional(),
  scope: text.optional(),
  application_type: z.enum(['web', 'native']).default('web'),
  post_logout_redirect_uris: z.array(text).max(50).optional(),
  id_token_signed_response_alg: z.enum(signingAlgorithms).optional(),
  subject_type: z.enum(['public']).optional(),
  default_max_age: z.int().min(0).optional(),
  require_auth_time: z.boolean().optional(),
  software_id: text.optional(),
  software_version: text.optional(),
  /** Of the lab: a confidential client must use PKCE too. */
  require_pkce: z.boolean().optional(),
  /** Of the lab: the resources that are this resource server's own; it may introspect their tokens. */
  resource: z
    .union([resource, z.array(resource).max(50)])
    .transform((value) => [value].flat())
    .optional(),
})

export type ClientMetadata = z.output<typeof ClientMetadata>

/** What is wrong with a redirect URI (RFC 8252 §7, RFC 9700 §2.1), or undefined. */
export function redirectUriProblem(uri: string, native: boolean): string | undefined {
  const url = URL.parse(uri)
  if (url === null) return 'is not an absolute URI'
  if (uri.includes('#')) return 'must not have a fragment'
  if (/[^\x21-\x7e]|\*/.test(uri))
    return 'must hold ASCII characters only, and no white space or asterisk'
  if (url.username || url.password) return 'must not hold user information'
  if (url.protocol === 'https:') return undefined
  if (url.protocol === 'http:') {
    return isLoopback(url.hostname)
      ? undefined
      : 'must be https; http is for loopback addresses only'
  }
  if (!native) return 'must be https; other schemes are for native clients'
  return url.protocol.includes('.')
    ? undefined
    : 'must have a reverse domain name as its private-use scheme'
}

function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '')
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
