import { z } from 'zod'
import { CheckDefinition } from '../check-definition.ts'
import { managedRoles } from './managed-roles.ts'

/** Which checks are waived, and which are insisted on again. */
export const PolicyChange = z.strictObject({
  waive: z.array(z.string()).default([]).describe('ids of checks that are no longer insisted on'),
  restore: z.array(z.string()).default([]),
  role: z.enum(managedRoles).optional().describe('absent: every role that knows the check'),
})
export type PolicyChange = z.output<typeof PolicyChange>

/** What one role checks, and what of it this sandbox waives. */
export const RolePolicy = z.strictObject({
  waived: z.array(z.string()).describe('ids of the checks that this role does not insist on'),
  catalogue: z.record(z.string(), CheckDefinition),
})
export type RolePolicy = z.output<typeof RolePolicy>

/** The policies of a sandbox; a role that an external program plays has none. */
export const Policies = z.partialRecord(z.enum(managedRoles), RolePolicy)
