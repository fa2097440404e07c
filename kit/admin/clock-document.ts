import { z } from 'zod'
import { managedRoles } from './managed-roles.ts'

/** How a clock is moved, and whether it runs. */
export const ClockChangeDocument = z
  .strictObject({
    offset: z.number().optional().describe('seconds ahead of real time; 0 brings real time back'),
    at: z.iso.datetime({ offset: true }).optional().describe('time to move to'),
    forward: z.number().optional().describe('seconds to move by; negative ones move it back'),
    freeze: z.boolean().optional(),
    run: z.boolean().optional(),
  })
  .refine(({ freeze, run }) => !(freeze && run), 'a clock is frozen or runs, not both')
  .refine(
    ({ offset, at, forward }) => [offset, at, forward].filter((to) => to !== undefined).length < 2,
    'a clock is moved by one of offset, at and forward',
  )

/** Something that ends, by what its holder has of it. */
export const Ending = z
  .strictObject({
    token: z.string().min(1).optional().describe('an access, refresh or ID token'),
    session: z.string().min(1).optional().describe('its sid, or its cookie'),
    code: z.string().min(1).optional().describe('an authorization code'),
  })
  .refine((named) => Object.values(named).filter((one) => one !== undefined).length === 1, {
    message: 'names one of token, session and code',
  })
export type Ending = z.output<typeof Ending>

/** When something ends. */
export const EndTime = z.strictObject({ expiresAt: z.number().describe('milliseconds') })
export type EndTime = z.output<typeof EndTime>

/** The same for the lab's clock, which may be moved to the end of something. */
export const LabClockDocument = ClockChangeDocument.safeExtend({
  toExpiryOf: Ending.optional().describe('moves to the moment at which this has ended'),
}).refine(
  ({ toExpiryOf, offset, at, forward }) =>
    toExpiryOf === undefined || [offset, at, forward].every((to) => to === undefined),
  'a clock is moved by one of offset, at, forward and toExpiryOf',
)
export type ClockRequest = z.input<typeof LabClockDocument>

const now = z.string().describe('ISO time')

/** A running clock with its offset from real time, or a frozen one. */
export const ClockState = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('running'), now, offset: z.number().describe('seconds') }),
  z.strictObject({ mode: z.literal('frozen'), now, at: z.string().describe('ISO time') }),
])
export type ClockState = z.output<typeof ClockState>

/** The lab's clock, and each role's, which differ only when one was moved alone. */
export const LabClock = z.intersection(
  ClockState,
  z.object({ roles: z.partialRecord(z.enum(managedRoles), ClockState) }),
)
export type LabClock = z.output<typeof LabClock>
