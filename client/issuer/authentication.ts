import * as oidc from 'openid-client'
import type { ClientConfigurationDocument } from '../configurations/configuration-document.ts'

type Method = 'client_secret_basic' | 'client_secret_post' | 'none'

/**
 * How this client authenticates (RFC 6749 §2.3.1): as its configuration says; else by the header, or
 * by the form where the server takes that only (RFC 8414 §2). A public client names itself alone.
 */
export function authenticationOf(
  { type, authenticationMethod }: ClientConfigurationDocument,
  { token_endpoint_auth_methods_supported: offered }: Partial<oidc.ServerMetadata>,
): Method {
  if (type === 'public') return 'none'
  if (authenticationMethod !== null) return authenticationMethod
  const takes = (method: Method) => (offered ?? ['client_secret_basic']).includes(method)
  return takes('client_secret_basic') || !takes('client_secret_post')
    ? 'client_secret_basic'
    : 'client_secret_post'
}

/** The same for openid-client. */
export function authenticate(method: Method, secret: string): oidc.ClientAuth {
  if (method === 'none') return oidc.None()
  return method === 'client_secret_basic'
    ? oidc.ClientSecretBasic(secret)
    : oidc.ClientSecretPost(secret)
}
