import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import type { RolePolicy } from '@oauth-lab/kit/admin/control-client.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from './context.ts'
import { managedRoles } from './managed-roles.ts'

const PolicyChange = z.strictObject({
  waive: z.array(z.string()).default([]).describe('ids of checks that are no longer insisted on'),
  restore: z.array(z.string()).default([]),
  role: z.enum(managedRoles).optional().describe('absent: every role that knows the check'),
})
type PolicyChange = z.output<typeof PolicyChange>
type Policies = Record<string, RolePolicy>

/** Waives checks and restores them; a change is applied whole or not at all. */
export function policyRoutes(api: FastifyInstance, context: ControlContext): void {
  const { roles } = context
  const policies = (sandbox: Sandbox) =>
    roles.each((role) => roles.call<RolePolicy>(sandbox, role, 'GET', 'policy'))

  api.get('/policy', ({ sandbox }) => policies(sandbox))
  api.put('/policy', { schema: { body: PolicyChange } }, async ({ sandbox, body }) => {
    const change = readDocument(PolicyChange, body)
    return inTurn(sandbox, async () => {
      const current = await policies(sandbox)
      const problems = problemsOfChange(current, change)
      if (problems.length > 0) throw new ConfigurationError('The policy is not valid.', problems)
      return roles.each(async (role) => {
        const policy = current[role]!
        const waived = nextWaived(policy, change, role)
        const same = waived.length === policy.waived.length
        if (same && waived.every((id) => policy.waived.includes(id))) return policy
        return roles.call<RolePolicy>(sandbox, role, 'PUT', 'policy', { waived })
      })
    })
  })
}

function nextWaived(policy: RolePolicy, change: PolicyChange, role: string): string[] {
  if (change.role !== undefined && change.role !== role) return policy.waived
  const added = change.waive.filter((id) => id in policy.catalogue)
  return [...new Set([...policy.waived, ...added])].filter((id) => !change.restore.includes(id))
}

function problemsOfChange(policies: Policies, { waive, restore, role }: PolicyChange): Problem[] {
  const asked = Object.entries(policies).filter(([name]) => role === undefined || name === role)
  const problemOf = (id: string, path: string, waives: boolean): Problem[] => {
    const found = asked.flatMap(([, { catalogue }]) => catalogue[id] ?? [])
    if (found.length === 0) {
      const where = role === undefined ? 'no role has' : `the ${role} has not`
      return [{ path, message: `${where} a check named ${JSON.stringify(id)}` }]
    }
    return waives && !found.some(({ waivable }) => waivable === true)
      ? [{ path, message: `the check ${id} cannot be waived` }]
      : []
  }
  return [
    ...waive.flatMap((id, index) => problemOf(id, `waive.${index}`, true)),
    ...restore.flatMap((id, index) => problemOf(id, `restore.${index}`, false)),
  ]
}

/** One change after the other in a sandbox: each reads what the last one wrote. */
function inTurn<T>(sandbox: Sandbox, work: () => Promise<T>): Promise<T> {
  const last = (sandbox.cache.get('policy') as Promise<unknown> | undefined) ?? Promise.resolve()
  const next = last.then(work, work)
  sandbox.cache.set('policy', next)
  return next
}
