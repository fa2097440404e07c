import { z } from 'zod'
import { labTime } from './list-document.ts'

/** The public keys of an authorization server (RFC 7517 §5). */
export const KeySet = z.strictObject({
  keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })),
})
export type KeySet = z.output<typeof KeySet>

export const KeyFamily = z.enum(['RSA', 'P-256', 'Ed25519'])
export type KeyFamily = z.output<typeof KeyFamily>

/** Which keys to rotate. */
export const KeyRotation = z.strictObject({
  family: KeyFamily.optional().describe(
    'the keys that sign with the same algorithms (RFC 7518 §3.1); absent: all families',
  ),
})
export type KeyRotation = z.input<typeof KeyRotation>

/** A private key that signs after the next rotation of its family. */
export const KeyImport = z.strictObject({
  jwk: z
    .looseObject({ kty: z.string() })
    .describe('the private key (RFC 7518 §6): RSA of 2048 bits or more, P-256 or Ed25519'),
  kid: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('its name; absent: a new one (RFC 7517 §4.5)'),
  x5c: z
    .array(z.string())
    .max(10)
    .optional()
    .describe('its certificate and those that issued it, DER in base64 (RFC 7517 §4.7)'),
})
export type KeyImport = z.input<typeof KeyImport>

/** What encrypts private keys that are given out. */
export const KeyExport = z.strictObject({
  passphrase: z.string().min(8).max(1000).describe('which encrypts them (PKCS#8, AES-256)'),
  family: KeyFamily.optional(),
})
export type KeyExport = z.input<typeof KeyExport>

/** Private keys that are not retired, encrypted. */
export const ExportedKeys = z.strictObject({
  keys: z.array(
    z.strictObject({
      kid: z.string(),
      family: KeyFamily,
      state: z.enum(['next', 'current']),
      pem: z.string().describe('the key, encrypted, and its certificates'),
    }),
  ),
})
export type ExportedKeys = z.output<typeof ExportedKeys>

/** A signing key and where it stands in its life; what it is for others to know, without its private half. */
export const SigningKeyInfo = z.strictObject({
  kid: z.string(),
  family: KeyFamily,
  algorithms: z.array(z.string()).describe('what it may sign with (RFC 7518 §3.1)'),
  state: z
    .enum(['next', 'current', 'retired'])
    .describe('next: published, signs from the next rotation on; retired: signs no more'),
  published: z.boolean().describe('whether the JWKS holds it'),
  createdAt: labTime,
  signsSince: labTime.nullable().describe('when it became the current one; null: it was not yet'),
  retiredAt: labTime.nullable().describe('when it signed for the last time, or before'),
  lastExpiry: labTime.nullable().describe('when the last of what it signed ends; null for nothing'),
})
export type SigningKeyInfo = z.output<typeof SigningKeyInfo>

/** All of a sandbox's, those in use first. */
export const SigningKeyList = z.array(SigningKeyInfo)
