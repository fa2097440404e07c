import type { CheckDefinition } from '@oauth-lab/kit/check-definition.ts'
import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'

/** Checks by their ids, and the role that has each. */
export type Checks = ReadonlyMap<string, CheckDefinition & { role: ManagedRole }>
