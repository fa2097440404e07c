import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Roles } from '../roles.ts'
import type { MissingPart } from './start-model.ts'

/** What a sandbox lacks before anybody can sign in to its pages, in the order in which it is set up. */
export async function findMissingParts(roles: Roles, sandbox: Sandbox): Promise<MissingPart[]> {
  if (roles.isOwn('authserver')) return []
  const lacksDefinition = async () => {
    try {
      await roles.call(sandbox, 'authserver', 'GET', 'configuration')
      return false
    } catch (error) {
      return error instanceof AdminError && error.status === 404
    }
  }
  // Only there it begins with none; a role that does not answer says so by its lamp.
  const knowsNone = async (role: 'client' | 'resserver') => {
    if (!sandbox.settings().blank) return false
    const path = 'server-definitions?size=1'
    const list = roles.call<{ total: number }>(sandbox, role, 'GET', path)
    return list.then(
      ({ total }) => total === 0,
      () => false,
    )
  }
  const lacks: Record<MissingPart, Promise<boolean>> = {
    authserver: lacksDefinition(),
    client: knowsNone('client'),
    resserver: knowsNone('resserver'),
  }
  const parts: MissingPart[] = []
  for (const [part, missing] of Object.entries(lacks) as [MissingPart, Promise<boolean>][]) {
    if (await missing) parts.push(part)
  }
  return parts
}
