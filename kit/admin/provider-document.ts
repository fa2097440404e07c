import { z } from 'zod'

/** The secret that an identity provider gave this server. It is told, and never shown again. */
export const ProviderSecret = z.strictObject({
  secret: z
    .string()
    .min(1)
    .max(1000)
    .describe('what the provider registered as client_secret (RFC 6749 §2.3.1)'),
})
export type ProviderSecret = z.input<typeof ProviderSecret>
