import { z } from 'zod'
import { managedRoles } from './managed-roles.ts'
import { messageName } from './route-document.ts'

const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

/** Which exchanges of a recording are wanted; all that is said must fit. */
export const RecordingFilter = z.strictObject({
  flow: z.string().optional().describe('id of a flow'),
  message: messageName.optional().describe('for example `token request`'),
  role: z.enum(managedRoles).optional().describe('who answered or asked'),
  client: z.string().optional().describe('client_id'),
  user: z.string().optional().describe('user name or subject'),
  since: z.iso.datetime({ offset: true }).optional().describe('real time'),
  failed: flag.optional().describe('whether something in it failed'),
  secrets: flag.default(false).describe('whether secrets are shown'),
})
export type RecordingFilter = z.output<typeof RecordingFilter>
