import type { FastifyInstance } from 'fastify'
import { Policies, PolicyChange } from '@oauth-lab/kit/admin/policy-document.ts'
import type { RolePolicy } from '@oauth-lab/kit/admin/policy-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { nearest } from '@oauth-lab/kit/nearest.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from './context.ts'

type AllPolicies = Record<string, RolePolicy>

/** Waives checks and restores them; a change is applied whole or not at all. */
export function policyRoutes(api: FastifyInstance, context: ControlContext): void {
  const { roles } = context
  const policies = (sandbox: Sandbox) =>
    roles.each((role) => roles.call<RolePolicy>(sandbox, role, 'GET', 'policy'))

  const response = { 200: Policies }
  api.get('/policy', { schema: { response } }, ({ sandbox }) => policies(sandbox))
  api.put('/policy', { schema: { body: PolicyChange, response } }, async ({ sandbox, body }) => {
    const change = readDocument(PolicyChange, body)
    const current = await policies(sandbox)
    const problems = problemsOfChange(current, change)
    if (problems.length > 0) throw new ConfigurationError('The policy is not valid.', problems)
    return roles.each(async (role) => {
      const policy = current[role]!
      if (change.role !== undefined && change.role !== role) return policy
      const { waive, restore } = partOf(change, policy)
      if (waive.length + restore.length === 0) return policy
      return roles.call<RolePolicy>(sandbox, role, 'PUT', 'policy', { waive, restore })
    })
  })
}

/** What of a change concerns a role. */
function partOf({ waive, restore }: PolicyChange, { catalogue }: RolePolicy) {
  return {
    waive: waive.filter((id) => Object.hasOwn(catalogue, id) && catalogue[id]!.waivable === true),
    restore: restore.filter((id) => Object.hasOwn(catalogue, id)),
  }
}

function problemsOfChange(
  policies: AllPolicies,
  { waive, restore, role }: PolicyChange,
): Problem[] {
  const asked = Object.entries(policies).filter(([name]) => role === undefined || name === role)
  const known = asked.flatMap(([, { catalogue }]) => Object.keys(catalogue))
  const problemOf = (id: string, path: string, waives: boolean): Problem[] => {
    const found = asked.flatMap(([, { catalogue }]) =>
      Object.hasOwn(catalogue, id) ? catalogue[id]! : [],
    )
    if (found.length === 0) {
      const where = role === undefined ? 'no role has' : `the ${role} has not`
      const near = nearest(id, known)
      const hint = near === undefined ? '`GET policy` tells all' : `did you mean ${near}?`
      return [{ path, message: `${where} a check named ${JSON.stringify(id)}; ${hint}` }]
    }
    return waives && !found.some(({ waivable }) => waivable === true)
      ? [{ path, message: `the check ${id} cannot be waived; \`GET policy\` tells which can` }]
      : []
  }
  return [
    ...waive.flatMap((id, index) => problemOf(id, `waive.${index}`, true)),
    ...restore.flatMap((id, index) => problemOf(id, `restore.${index}`, false)),
  ]
}
