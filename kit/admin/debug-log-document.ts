import { z } from 'zod'

/** What is asked of the debug log of the authorization server. */
export const DebugLogDocument = z.strictObject({
  seconds: z
    .number()
    .min(0)
    .max(3600)
    .describe('for how long, in real time, each step of a request is a line of the log; 0 ends it'),
})
export type DebugLogDocument = z.input<typeof DebugLogDocument>

/** Until when the debug log is on. */
export const DebugLogState = z.strictObject({
  until: z.string().nullable().describe('ISO time, real; null while it is off'),
})
export type DebugLogState = z.output<typeof DebugLogState>
