import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { TransferPart } from '@oauth-lab/kit/admin/transfer-document.ts'
import type { Roles } from '../roles.ts'

/**
 * The roles to which parts of a file belong, in the order in which a file is imported. The part of an external client or
 * resource server is left out; that of an external authorization server is refused where it is called.
 */
export function rolesOf(roles: Roles, only: readonly TransferPart[]): ManagedRole[] {
  const owners = only.map((part) =>
    part === 'client' || part === 'resserver' ? part : 'authserver',
  )
  return (['authserver', 'client', 'resserver'] as const).filter(
    (role) => owners.includes(role) && (role === 'authserver' || !roles.isOwn(role)),
  )
}
