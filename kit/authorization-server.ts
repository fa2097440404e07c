import { z } from 'zod'

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

/** An issuer identifier: HTTPS, without query and fragment (RFC 8414 §2). */
const Issuer = z.string().refine((text) => {
  const url = URL.parse(text)
  return url?.protocol === 'https:' && !/[?#@\s]/.test(text)
}, 'must be an issuer: an https URL without query and fragment, as its own metadata spells it (RFC 8414 §2)')

const scopeToken = /^[\x21\x23-\x5b\x5d-\x7e]+$/

/** The environment variables of the same settings. */
export const AuthorizationServerVariables = z
  .object({
    LAB_ISSUER: Issuer.optional(),
    LAB_ISSUER_CA: z
      .string()
      .includes('-----BEGIN CERTIFICATE-----', 'must be a certificate, PEM')
      .optional()
      .describe('the authority that the certificate of the issuer comes from'),
    LAB_AUTHSERVER_URL: z.string().optional(),
    LAB_AUDIENCE: z.string().min(1).optional(),
    LAB_RESOURCE: z
      .string()
      .refine(
        (text) => text === 'none' || (URL.canParse(text) && !text.includes('#')),
        'must be an absolute URI without fragment (RFC 8707 §2), or none',
      )
      .optional(),
    LAB_TOKEN_TYPE: z
      .string()
      .regex(/^[\w+./-]+( [\w+./-]+)*$/, 'must be one or several typ, for example at+jwt JWT')
      .transform((text) => text.split(' '))
      .optional(),
    LAB_INTROSPECTION: z.enum(['always', 'opaque'], 'must be always or opaque').optional(),
    LAB_RESOURCE_SCOPE: z.string().regex(scopeToken, 'must be one scope').optional(),
    LAB_SCOPE: z
      .string()
      .refine(
        (text) =>
          text.split(' ').every((one) => scopeToken.test(one)) &&
          text.split(' ').includes('openid'),
        'must be scopes with a space between them, openid among them',
      )
      .optional(),
  })
  .refine(({ LAB_ISSUER, LAB_AUTHSERVER_URL }) => !(LAB_ISSUER && LAB_AUTHSERVER_URL), {
    path: ['LAB_AUTHSERVER_URL'],
    error:
      'is set together with LAB_ISSUER: the server stands at its own address, or in the lab’s place',
  })

/** The variables as settings. */
export function settingsOf(
  variables: z.output<typeof AuthorizationServerVariables>,
): AuthorizationServerSettings {
  const { LAB_ISSUER: issuer } = variables
  return {
    issuer,
    external: issuer !== undefined || variables.LAB_AUTHSERVER_URL !== undefined,
    audience: variables.LAB_AUDIENCE,
    resource: variables.LAB_RESOURCE,
    tokenTypes: variables.LAB_TOKEN_TYPE,
    introspection: variables.LAB_INTROSPECTION,
    resourceScope: variables.LAB_RESOURCE_SCOPE,
    scope: variables.LAB_SCOPE,
  }
}
