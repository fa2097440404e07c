import { z } from 'zod'

/** The public keys of an authorization server (RFC 7517 §5). */
export const KeySet = z.strictObject({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })),
})
export type KeySet = z.output<typeof KeySet>
