import { z } from 'zod'

/** Seconds; no token of the lab lives longer. */
const tenYears = 10 * 365 * 24 * 3600

const members = z.record(z.string(), z.unknown())

/** By what a JWT is signed. */
export const signedBy = z
  .enum(['current', 'next', 'unpublished', 'none', 'hmac'])
  .describe(
    'the current or the next key; one that is not published; no signature (alg none); HMAC with the PEM of the public key as secret (HS256)',
  )

/** A token that is asked for without a flow: right, or wrong in exactly the way that is told. */
export const TokenDocument = z.strictObject({
  type: z
    .enum(['access_token', 'id_token', 'refresh_token'])
    .default('access_token')
    .describe('an ID token and a refresh token stand for a user'),
  client: z.string().min(1).describe('id of the client to which it is issued'),
  user: z
    .string()
    .optional()
    .describe('name of the user for whom it stands; absent: the client itself'),
  scope: z
    .string()
    .regex(
      /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/,
      'must be scope tokens with one blank between (RFC 6749 §3.3)',
    )
    .optional()
    .describe('scopes with blanks between; absent: none'),
  audience: z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
    .optional()
    .describe('absent: the resource server of the lab; of an ID token the client'),
  claims: members.optional().describe('claims to set besides; null takes one away'),
  header: members
    .optional()
    .describe('header parameters to set besides; null takes one away; alg chooses the signature'),
  issuedAt: z.iso.datetime({ offset: true }).optional().describe('absent: now on the clock'),
  expiresIn: z
    .int()
    .min(-tenYears)
    .max(tenYears)
    .optional()
    .describe('seconds after issuedAt; absent: as configured'),
  signedBy: signedBy.default('current'),
  store: z
    .boolean()
    .default(true)
    .describe('whether the server knows it, and so can introspect and revoke it'),
})
export type TokenDocument = z.input<typeof TokenDocument>

/** What was made; an opaque token has neither header nor claims. */
export const MintedToken = z.strictObject({
  token: z.string(),
  header: members.optional(),
  claims: members.optional(),
})
export type MintedToken = z.output<typeof MintedToken>
