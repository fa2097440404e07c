import { randomUUID } from 'node:crypto'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { PartDefinition } from '@oauth-lab/kit/snapshot/part-definition.ts'
import { readPart } from '@oauth-lab/kit/snapshot/read-part.ts'
import { restorePart } from '@oauth-lab/kit/snapshot/restore-part.ts'
import { SentPart } from '@oauth-lab/kit/snapshot/role-part.ts'
import type { Address, PartReport } from '@oauth-lab/kit/snapshot/role-part.ts'
import { savePart } from '@oauth-lab/kit/snapshot/save-part.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import type { ControlContext } from '../context.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'

export type PartName = ManagedRole | 'control'

/**
 * The parts of a sandbox's snapshot, for one restoration: the roles' over the wire, and control's own. A part that was
 * examined is stored without being sent again, where the process that has it answers.
 */
export interface LabParts {
  /** The roles that are the lab's, control last. */
  names: readonly PartName[]
  save(sandbox: Sandbox, name: PartName): Promise<unknown>
  /** Says what would come of it. @throws ConfigurationError with every problem of the part */
  examine(sandbox: Sandbox, name: PartName, from: Address, part: unknown): Promise<PartReport>
  restore(sandbox: Sandbox, name: PartName, from: Address, part: unknown): Promise<PartReport>
}

interface Sent {
  from: Address
  part: unknown
}

export function createLabParts(
  { roles, sandboxes }: ControlContext,
  own: PartDefinition,
): LabParts {
  const examined = new Map<PartName, { id: string; part: unknown }>()
  const restoreOwn = async (sandbox: Sandbox, sent: object, isTried: boolean) => {
    const read = await readPart(own, sandbox, readDocument(SentPart, sent))
    if (!isTried) await restorePart(sandboxes, sandbox, read)
    return read.report
  }
  const examine = async (sandbox: Sandbox, role: ManagedRole, sent: Sent) => {
    const id = randomUUID()
    const report = await roles.call<PartReport>(
      sandbox,
      role,
      'PUT',
      `snapshot?examine=${id}`,
      sent,
    )
    examined.set(role, { id, part: sent.part })
    return report
  }
  const store = async (sandbox: Sandbox, role: ManagedRole, sent: Sent) => {
    const { id, part } = examined.get(role) ?? {}
    examined.delete(role)
    const whole = () => roles.call<PartReport>(sandbox, role, 'PUT', 'snapshot', sent)
    if (id === undefined || part !== sent.part) return whole()
    try {
      return await roles.call<PartReport>(sandbox, role, 'PUT', `snapshot?examined=${id}`)
    } catch (error) {
      if (error instanceof AdminError && error.code === 'not_examined') return whole()
      throw error
    }
  }
  return {
    names: [...managedRoles.filter((role) => !roles.isOwn(role)), 'control'],
    save: (sandbox, name) =>
      name === 'control' ? savePart(own, sandbox) : roles.call(sandbox, name, 'GET', 'snapshot'),
    examine: (sandbox, name, from, part) =>
      name === 'control'
        ? restoreOwn(sandbox, { from, part }, true)
        : examine(sandbox, name, { from, part }),
    restore: (sandbox, name, from, part) =>
      name === 'control'
        ? restoreOwn(sandbox, { from, part }, false)
        : store(sandbox, name, { from, part }),
  }
}
