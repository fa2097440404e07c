import { z } from 'zod'

const address = z.string().min(1).max(2000)

/** Whose keys to ask for: an issuer's, or those at an address. */
export const IssuerKeysRequest = z.union([
  z.strictObject({
    issuer: address.describe(
      'issuer identifier, compared whole (OpenID Connect Discovery §4.3); its metadata come too',
    ),
  }),
  z.strictObject({ jwks_uri: address.describe('where a set of keys is (RFC 7517 §5)') }),
])
export type IssuerKeysRequest = z.input<typeof IssuerKeysRequest>

/** The keys that an issuer publishes, and what was asked to have them. */
export const IssuerKeys = z.strictObject({
  issuer: z.string().optional().describe('absent where an address of keys was asked'),
  metadata: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('as it came (RFC 8414 §2); absent where an address of keys was asked'),
  keys: z.array(z.record(z.string(), z.unknown())).describe('as they came (RFC 7517 §5)'),
  asked: z
    .array(
      z.strictObject({
        url: z.string(),
        status: z.int(),
        ms: z.int().describe('milliseconds until the whole answer was there'),
      }),
    )
    .describe('metadata first (RFC 8414 §3), then the key set'),
})
export type IssuerKeys = z.output<typeof IssuerKeys>
