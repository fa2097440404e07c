import * as oidc from 'openid-client'

/**
 * How this client sends its secret: in the header, or in the form where the server takes that only
 * (RFC 8414 §2).
 */
export function authenticationOf({ token_endpoint_auth_methods_supported }: oidc.ServerMetadata): {
  method: 'client_secret_basic' | 'client_secret_post'
  of: (secret: string) => oidc.ClientAuth
} {
  const offered = token_endpoint_auth_methods_supported ?? ['client_secret_basic']
  return offered.includes('client_secret_basic') || !offered.includes('client_secret_post')
    ? { method: 'client_secret_basic', of: oidc.ClientSecretBasic }
    : { method: 'client_secret_post', of: oidc.ClientSecretPost }
}
