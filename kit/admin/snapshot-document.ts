import { z } from 'zod'
import { Address } from '../snapshot/role-part.ts'

/** What a file must say of itself first. */
export const snapshotFormat = 'oauth-lab-snapshot'
/** Grows when older labs can't read what newer ones write. */
export const snapshotVersion = 1

/** The state of one sandbox in all roles. It holds secrets: keys, tokens, secrets of clients. */
export const SnapshotDocument = z.strictObject({
  format: z.literal(snapshotFormat),
  version: z.literal(snapshotVersion),
  savedAt: z.iso.datetime().describe('real time'),
  labTime: z.iso.datetime().describe('the same moment on the clock of the sandbox'),
  from: Address.describe('the lab and the sandbox in which it was saved'),
  checksum: z
    .string()
    .describe('SHA-256, base64url, of the JSON of from and roles with sorted members'),
  roles: z
    .strictObject({
      authserver: z.unknown(),
      resserver: z.unknown(),
      client: z.unknown(),
      control: z.unknown(),
    })
    .partial()
    .describe('what each role of the lab holds; where an external program stands there is none'),
})
export type SnapshotDocument = z.output<typeof SnapshotDocument>

/** What came of a restoration. */
export const RestoredDocument = z.strictObject({
  base: z.string().describe('the sandbox that holds it now'),
  from: z.string().describe('the base of the sandbox in which it was saved'),
  savedAt: z.iso.datetime(),
  labTime: z.iso.datetime().describe('when it was saved, on the clock of that sandbox'),
  rewritten: z.int().describe('how many values name the new address now'),
  left: z
    .array(
      z.strictObject({
        role: z.string(),
        table: z.string(),
        rows: z.int(),
        says: z.string().describe('what is not right there, and what to do about it'),
      }),
    )
    .describe('what could not be rewritten; empty in the sandbox in which it was saved'),
})
export type RestoredDocument = z.output<typeof RestoredDocument>
