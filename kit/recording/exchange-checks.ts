import { z } from 'zod'
import { managedRoles } from '../admin/managed-roles.ts'
import type { ManagedRole } from '../admin/managed-roles.ts'
import { CheckRecord } from '../check-definition.ts'
import type { Recorded } from './recorded.ts'

/** The checks of one request, without the rest of its recording. */
export const ExchangeChecks = z.strictObject({
  request: z.string().describe("the request's id"),
  role: z.enum(managedRoles),
  at: z.string().describe("ISO time on the sandbox's clock"),
  startedAt: z.number().describe('real time, milliseconds since the epoch: what the order is by'),
  method: z.string(),
  path: z.string().describe('without query, which may hold a code or token'),
  status: z.int(),
  checks: z.array(CheckRecord),
})
export type ExchangeChecks = z.output<typeof ExchangeChecks>

/** What `checks` tells of an exchange; nothing of one without any. */
export function checksOf(role: ManagedRole, exchange: Recorded): ExchangeChecks[] {
  const { id, labTime, startedAt, method, url, status, checks } = exchange
  if (checks.length === 0) return []
  const at = new Date(labTime).toISOString()
  return [
    {
      request: id,
      role,
      at,
      startedAt,
      method,
      path: new URL(url).pathname,
      status,
      checks: [...checks],
    },
  ]
}
