/**
 * What may be told of the authorization server that a lab uses. What is left out is as at the lab's
 * own.
 */
export interface AuthorizationServerSettings {
  /** The issuer of an external server that stays at its own address. */
  issuer?: string | undefined
  /** Whether an external program stands in the place of the lab's own. */
  external?: boolean | undefined
  /** The `aud` of its access tokens for the resource server as a whole. */
  audience?: string | undefined
  /** What the clients send as `resource` (RFC 8707 §2); `none` for servers that refuse the parameter. */
  resource?: string | undefined
  /** The `typ` that its JWT access tokens have; `JWT` stands for tokens without one, too. */
  tokenTypes?: readonly string[] | undefined
  /** Whether it is asked about every token, or about opaque ones only. */
  introspection?: 'always' | 'opaque' | undefined
  /** The scope that the protected resources need. */
  resourceScope?: string | undefined
  /** What the clients ask for. */
  scope?: string | undefined
}

/** The authorization server as the client, the single-page application and the resource server use it. */
export interface AuthorizationServer {
  /** Its issuer identifier, compared whole. */
  issuer: string
  /** Whether it is an external program: it asks for what the lab's own grants without. */
  external: boolean
  /** The `aud` of its access tokens for the resource server as a whole. */
  audience: string
  /** What the clients send as `resource`; undefined: nothing. */
  resource: string | undefined
  tokenTypes: readonly string[]
  introspection: 'always' | 'opaque'
  resourceScope: string
  scope: string
}

/** The authorization server of a sandbox. @param base the sandbox's own */
export function authorizationServerOf(
  base: string,
  settings: AuthorizationServerSettings = {},
): AuthorizationServer {
  const { issuer, audience = `${base}/resserver`, resource = audience } = settings
  const { resourceScope = 'my/scope' } = settings
  return {
    issuer: issuer ?? `${base}/authserver/oauth2`,
    external: settings.external ?? issuer !== undefined,
    audience,
    resource: URL.canParse(resource) ? resource : undefined,
    tokenTypes: settings.tokenTypes ?? ['at+jwt'],
    introspection: settings.introspection ?? 'always',
    resourceScope,
    scope: settings.scope ?? `openid profile email offline_access ${resourceScope}`,
  }
}
