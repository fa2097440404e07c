import { z } from 'zod'
import { CheckRecord } from '../check-definition.ts'
import { labTime, listQuestion, pageOf } from './list-document.ts'

/** Authorities that need no certificate to be pasted. */
export const namedAuthorities: readonly string[] = ['lab', 'system', 'other-root.crt']

const name = z.string().min(1).max(200)
const issuer = z
  .string()
  .min(1)
  .max(2000)
  .describe('issuer identifier, compared whole (RFC 8414 §2, OpenID Connect Discovery §4.3)')
const authority = z
  .string()
  .max(20_000)
  .refine(
    (text) => namedAuthorities.includes(text) || text.includes('-----BEGIN CERTIFICATE-----'),
    `must be one of ${namedAuthorities.join(', ')}, or the certificate of an authority, PEM`,
  )
  .describe(
    "who vouches for the server's certificate (RFC 9110 §4.3.4): `lab`, its root and what the system trusts; `system`, that alone; `other-root.crt`, a root that signed nothing; or an authority of its own, PEM, and no other",
  )
  .meta({ examples: [...namedAuthorities] })

/** Where the metadata of a server came from. */
export const MetadataSource = z.enum([
  'openid-configuration',
  'oauth-authorization-server',
  'typed',
])
export type MetadataSource = z.output<typeof MetadataSource>

const address = (what: string) => z.string().max(2000).exactOptional().describe(what)
const names = (what: string) =>
  z.array(z.string().min(1).max(200)).max(100).exactOptional().describe(what)

/** What a person types of a server that publishes no metadata (RFC 8414 §2). */
export const TypedMetadata = z
  .strictObject({
    authorization_endpoint: address('where a browser begins (RFC 6749 §3.1)'),
    token_endpoint: address('where a client gets tokens (RFC 6749 §3.2)'),
    jwks_uri: address('where its public keys are (RFC 7517 §5)'),
    jwks: z
      .looseObject({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) })
      .exactOptional()
      .describe('its public keys themselves, where it publishes none (RFC 7517 §5)'),
    introspection_endpoint: address('where a token is asked about (RFC 7662 §2)'),
    revocation_endpoint: address('where a token is revoked (RFC 7009 §2)'),
    registration_endpoint: address('where clients register themselves (RFC 7591 §3)'),
    userinfo_endpoint: address('where a person is asked about (OpenID Connect Core §5.3)'),
    end_session_endpoint: address('where a person logs out (RP-Initiated Logout §2.1)'),
    scopes_supported: names('with `openid` among them it is an OpenID Provider'),
    grant_types_supported: names('ways to a token'),
    token_endpoint_auth_methods_supported: names('how clients prove who they are'),
    code_challenge_methods_supported: names('of PKCE (RFC 7636 §4.3)'),
    id_token_signing_alg_values_supported: names('what ID tokens are signed with'),
    authorization_response_iss_parameter_supported: z
      .boolean()
      .exactOptional()
      .describe('whether its answers name it by `iss` (RFC 9207 §3)'),
  })
  .refine(({ jwks, jwks_uri }) => jwks === undefined || jwks_uri === undefined, {
    path: ['jwks'],
    message: 'must be left out where jwks_uri is given',
  })
export type TypedMetadata = z.output<typeof TypedMetadata>

/** What to discover, or what a person says of a server. */
export const DiscoveryRequest = z.strictObject({
  issuer,
  authority: authority.default('lab'),
  metadata: TypedMetadata.optional().describe(
    'typed by a person: then the server is not discovered; absent: it is asked (RFC 8414 §3)',
  ),
})
export type DiscoveryRequest = z.input<typeof DiscoveryRequest>

const ExplainedMember = z.strictObject({
  name: z.string(),
  value: z.unknown().describe('as it came; absent where it is missing and should not be'),
  means: z.string().nullable().describe('null for a name that no specification has'),
  clause: z.string().nullable(),
  findings: z.array(
    z.strictObject({
      id: z.string(),
      severity: z.enum(['error', 'warning', 'note']),
      says: z.string(),
      clause: z.string(),
      remedy: z.string(),
    }),
  ),
})

/** What an issuer says of itself, and what is wrong with it. Nothing is stored. */
export const DiscoveryAnswer = z.strictObject({
  issuer: z.string(),
  source: MetadataSource.describe('`typed`: it was not discovered'),
  metadataUrl: z
    .string()
    .describe('where it was asked for; empty where the issuer is no address, or nothing was asked'),
  metadata: z
    .record(z.string(), z.unknown())
    .nullable()
    .describe('as it came (RFC 8414 §2); null where none came'),
  members: z
    .array(ExplainedMember)
    .describe(
      'each member with its meaning and what is wrong with it; then those that are missing',
    ),
  answered: z
    .strictObject({
      status: z.int(),
      ms: z.int().describe('real time until the whole answer came'),
    })
    .nullable()
    .describe('null where no answer to the metadata request came'),
  checks: z.array(CheckRecord).describe('every decision, in order; the last one may have failed'),
  usable: z.boolean().describe('whether it can be saved: no check failed'),
})
export type DiscoveryAnswer = z.output<typeof DiscoveryAnswer>

/** A server that a client or resource server is to know. It is discovered, or judged as typed, before it is kept. */
export const ServerDefinitionDocument = DiscoveryRequest.extend({
  name: name.optional().describe('absent: the host of the issuer'),
})
export type ServerDefinitionDocument = z.input<typeof ServerDefinitionDocument>

/** A server definition as it is kept. */
export const ServerDefinition = z.strictObject({
  id: z.string(),
  name,
  issuer,
  authority,
  source: MetadataSource.describe('where its metadata comes from; `typed`: it is not discovered'),
  metadata: TypedMetadata.nullable().describe('what was typed; null where the server is asked'),
  builtIn: z
    .boolean()
    .describe('whether it is the lab’s own, which follows from how the lab was started'),
  madeAt: labTime.nullable().describe('null for the one that is built in'),
})
export type ServerDefinition = z.output<typeof ServerDefinition>

export const ServerDefinitionQuestion = listQuestion(
  { search: z.string().min(1).optional().describe('a part of name or issuer') },
  ['name', 'issuer', 'madeAt'],
  'asc',
)
export type ServerDefinitionQuestion = z.output<typeof ServerDefinitionQuestion>

export const ServerDefinitionPage = pageOf(ServerDefinition)
export type ServerDefinitionPage = z.output<typeof ServerDefinitionPage>
