import { z } from 'zod'

/** Whose keys to ask for. */
export const IssuerKeysRequest = z.strictObject({
  issuer: z
    .string()
    .min(1)
    .max(2000)
    .describe('issuer identifier, compared whole (OpenID Connect Discovery §4.3)'),
})
export type IssuerKeysRequest = z.input<typeof IssuerKeysRequest>

/** The keys that an issuer publishes, and what was asked to have them. */
export const IssuerKeys = z.strictObject({
  issuer: z.string(),
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
