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

/** The parts of a sandbox's snapshot: the roles' over the wire, and control's own. */
export interface LabParts {
  /** The roles that are the lab's, control last. */
  names: readonly PartName[]
  save(sandbox: Sandbox, name: PartName): Promise<unknown>
  /** Says what would come of it. @throws ConfigurationError with every problem of the part */
  examine(sandbox: Sandbox, name: PartName, from: Address, part: unknown): Promise<PartReport>
  restore(sandbox: Sandbox, name: PartName, from: Address, part: unknown): Promise<PartReport>
}

export function createLabParts(
  { roles, sandboxes }: ControlContext,
  own: PartDefinition,
): LabParts {
  const restoreOwn = async (sandbox: Sandbox, sent: object, isTried: boolean) => {
    const read = await readPart(own, sandbox, readDocument(SentPart, sent))
    if (!isTried) await restorePart(sandboxes, sandbox, read)
    return read.report
  }
  return {
    names: [...managedRoles.filter((role) => !roles.isOwn(role)), 'control'],
    save: (sandbox, name) =>
      name === 'control' ? savePart(own, sandbox) : roles.call(sandbox, name, 'GET', 'snapshot'),
    examine: (sandbox, name, from, part) =>
      name === 'control'
        ? restoreOwn(sandbox, { from, part }, true)
        : roles.call(sandbox, name, 'PUT', 'snapshot?examine=true', { from, part }),
    restore: (sandbox, name, from, part) =>
      name === 'control'
        ? restoreOwn(sandbox, { from, part }, false)
        : roles.call(sandbox, name, 'PUT', 'snapshot', { from, part }),
  }
}
