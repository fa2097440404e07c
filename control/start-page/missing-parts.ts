import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { findChosen } from '../chosen-client.ts'
import type { Roles } from '../roles.ts'
import type { MissingPart } from './start-model.ts'

/** What a sandbox lacks before anybody can sign in to its pages, in the order in which it is set up. */
export async function findMissingParts(roles: Roles, sandbox: Sandbox): Promise<MissingPart[]> {
  if (roles.isOwn('authserver')) return []
  /** A role that does not answer says so by its lamp. */
  const lacksConfiguration = async (role: 'authserver' | 'resserver') => {
    try {
      await roles.call(sandbox, role, 'GET', 'configuration')
      return false
    } catch (error) {
      return error instanceof AdminError && error.status === 404
    }
  }
  const [authserver, client, resserver] = await Promise.all([
    lacksConfiguration('authserver'),
    findChosen(roles, sandbox, 'web').then((chosen) => chosen === null),
    lacksConfiguration('resserver'),
  ])
  const parts: Record<MissingPart, boolean> = { authserver, client, resserver }
  return (Object.keys(parts) as MissingPart[]).filter((part) => parts[part])
}
