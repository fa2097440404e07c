import { z } from 'zod'
import { sandboxId } from '../sandbox.ts'

const day = 24 * 3600

/** A sandbox that is asked for: a whole lab in a prefix. */
export const SandboxRequest = z.strictObject({
  id: z
    .string()
    .regex(sandboxId, '4 to 12 characters of a-z, 0-9 and -')
    .optional()
    .describe('made by the lab when absent'),
  lifetime: z
    .int()
    .min(1)
    .max(30 * day)
    .default(3600)
    .describe('seconds of real time'),
  seed: z.string().min(1).max(200).optional().describe('makes ids and secrets repeatable'),
  blank: z
    .boolean()
    .default(false)
    .describe('users and nothing else, after each reset too: no server definition, no clients'),
})
export type SandboxRequest = z.input<typeof SandboxRequest>

/** A sandbox, and where it is. */
export const SandboxInfo = z.strictObject({
  id: z.string(),
  base: z.string().describe('what each of its addresses begins with'),
  issuer: z.string(),
  blank: z.boolean().describe('whether it began with users and nothing else'),
  expiresAt: z
    .string()
    .nullable()
    .describe('ISO time, null for the default sandbox: it does not end'),
})
export type SandboxInfo = z.output<typeof SandboxInfo>
