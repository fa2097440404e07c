import { z } from 'zod'
import { signedBy } from './token-document.ts'

const members = z.record(z.string(), z.unknown())

/** A JWT that stands for another one: its header and claims, and by what it is signed. */
export const JwtDocument = z.strictObject({
  instead: z
    .string()
    .min(1)
    .describe('the JWT for which it stands: as known to the server as that one'),
  header: members.describe('whole, but for alg and kid, which are those of the key that signs'),
  keyHeader: members
    .default({})
    .describe('alg and kid where they are not those of the key; null takes one away'),
  claims: members.describe('whole'),
  signedBy: signedBy.default('current'),
})
export type JwtDocument = z.input<typeof JwtDocument>

export const SignedJwt = z.strictObject({ token: z.string() })
