import { z } from 'zod'
import { recordingModes } from '../recording/recording-mode.ts'

const Clock = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('running'), offset: z.int() }),
  z.strictObject({ mode: z.literal('frozen'), at: z.int() }),
])

/** What one role holds of a sandbox. Rows are compared with the role's tables, not here. */
export const RolePart = z.strictObject({
  migrations: z.array(z.string()).describe('of the database that it comes from'),
  settings: z.strictObject({
    clock: Clock,
    waived: z.array(z.string()),
    recording: z.enum(recordingModes),
    seed: z.string().min(1).nullable(),
    blank: z.boolean().default(false).describe('older labs have none of it'),
    epoch: z.int().min(0),
  }),
  random: z
    .strictObject({
      epoch: z.int().min(0),
      taken: z.record(z.string().regex(/^\d{1,3}$/), z.int().min(0)),
    })
    .nullable()
    .describe('how far the sequences of the seed have come'),
  tables: z
    .record(z.string(), z.array(z.unknown()))
    .describe('the rows of each table, without their sandbox'),
})
export type RolePart = z.output<typeof RolePart>

/** A lab's address, and that of a sandbox in it. */
export const Address = z.strictObject({ origin: z.url(), base: z.url() })
export type Address = z.output<typeof Address>

/** A part, and the address at which it was saved. */
export const SentPart = z.strictObject({ from: Address, part: RolePart })
export type SentPart = z.output<typeof SentPart>

/** What a role made of a part. */
export const PartReport = z.strictObject({
  rewritten: z.int().describe('how many values name the new address now'),
  left: z
    .array(
      z.strictObject({
        table: z.string(),
        rows: z.int(),
        says: z.string().describe('what is not right there, and what to do about it'),
      }),
    )
    .describe('what could not be rewritten'),
})
export type PartReport = z.output<typeof PartReport>
