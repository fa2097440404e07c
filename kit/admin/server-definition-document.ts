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

/** What to discover. */
export const DiscoveryRequest = z.strictObject({ issuer, authority: authority.default('lab') })
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
  metadataUrl: z.string().describe('where it was asked for; empty where the issuer is no address'),
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

/** A server that a client or resource server is to know. It is discovered before it is kept. */
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
