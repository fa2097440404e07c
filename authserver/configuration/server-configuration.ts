import { isOrigin } from '@oauth-lab/kit/http/origin.ts'
import { z } from 'zod'
import { isAbsoluteUri } from '../resources/absolute-uri.ts'
import { scopes } from '../scopes/scopes.ts'

/** The signing algorithms that the server offers (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). */
export const signingAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'ES256',
  'EdDSA',
  'Ed25519',
] as const
export type SigningAlgorithm = (typeof signingAlgorithms)[number]

/** RFC 9068 §2.1, and what programs take that read any JWT. */
export const accessTokenTyps = ['at+jwt', 'JWT'] as const
export type AccessTokenTyp = (typeof accessTokenTyps)[number]

const scopeToken = z
  .string()
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be a scope token (RFC 6749 §3.3)')
const seconds = z
  .int()
  .min(1)
  .max(10 * 365 * 24 * 3600)

const defaultScopes = Object.fromEntries(scopes.map(({ name, description }) => [name, description]))

/**
 * The authorization server's configuration: one document, validated as a whole.
 * @param grantTypes names of those that a document has which says nothing of grant types
 */
export const configurationSchema = (grantTypes: readonly string[]) =>
  z
    .strictObject({
      description: z.string().max(500).default('The authorization server of OAuth Lab'),
      /** Scope name to what the consent page says of it. */
      supportedScopes: z.record(scopeToken, z.string().min(1).max(200)).default(defaultScopes),
      allowUnsupportedScopes: z.boolean().default(false),
      supportedGrantTypes: z.array(z.string().min(1)).default([...grantTypes]),
      refreshTokens: z.enum(['never', 'offline_access', 'always']).default('offline_access'),
      refreshForPublicClients: z.boolean().default(true),
      /** Whether a confidential client must send a code_challenge or a nonce (OAuth 2.1 §7.5.1). */
      requirePkceOrNonce: z.boolean().default(false),
      audienceRequired: z.boolean().default(false),
      sessions: z.boolean().default(true),
      /** Who answers authorization requests: a person on pages, or the server by itself, for tests that nobody clicks. */
      interaction: z.enum(['pages', 'automatic']).default('pages'),
      /** Whom the server signs in by itself where a request has no login_hint. */
      automaticUser: z.string().min(1).max(200).default('developer'),
      accessTokenLifetime: seconds.default(3600),
      refreshTokenLifetime: seconds.default(10_800),
      codeLifetime: seconds.max(600).default(60),
      sessionLifetime: seconds.default(86_400),
      idTokenLifetime: seconds.default(3600),
      /** What an access token's header says it is; a client and a resource may want another. */
      accessTokenTyp: z.enum(accessTokenTyps).default('at+jwt'),
      /** Resources that are known without a resource server's registration, and what their tokens are like. */
      resources: z
        .record(
          z
            .string()
            .refine(isAbsoluteUri, 'must be an absolute URI without fragment (RFC 8707 §2)'),
          z.strictObject({ accessTokenTyp: z.enum(accessTokenTyps).optional() }),
        )
        .default({}),
      accessTokenFormat: z.enum(['jwt', 'opaque']).default('jwt'),
      signingAlgorithm: z.enum(signingAlgorithms).default('RS256'),
      corsOrigins: z
        .array(
          z.string().refine(isOrigin, 'must be an origin, such as https://app.example, or null'),
        )
        .default([]),
      registration: z.enum(['open', 'initial-token', 'off']).default('open'),
      /** Whose scripts may register clients: those of `corsOrigins`, or anybody's. */
      registrationCors: z.enum(['listed', 'all']).default('listed'),
      /** How many clients of a sandbox may have registered themselves. */
      selfRegisteredClients: z.int().min(0).max(1_000_000).default(10_000),
      /** Seconds after which a client that registered itself ends when it is not used. */
      unusedClientLifetime: seconds.default(30 * 24 * 3600),
      /** A leniency for development: web clients too may use plain HTTP at this machine. */
      httpForLocalhost: z.boolean().default(false),
    })
    .superRefine((document, context) => {
      if (!Object.hasOwn(document.supportedScopes, 'openid')) {
        context.addIssue({ code: 'custom', path: ['supportedScopes'], message: 'must hold openid' })
      }
    })

export type ServerConfiguration = z.output<ReturnType<typeof configurationSchema>>
