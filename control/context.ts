import type { Kysely } from 'kysely'
import type { Sandboxes } from '@oauth-lab/kit/sandboxes.ts'
import type { ControlEnvironment } from './environment.ts'
import type { Roles } from './roles.ts'
import type { Tables } from './store/tables.ts'

/** What the parts of control share. */
export interface ControlContext {
  environment: ControlEnvironment
  db: Kysely<Tables>
  roles: Roles
  /** Control's own view of the sandboxes; their lifetimes are kept here. */
  sandboxes: Sandboxes
  /** Whether the default sandbox has its users and clients. */
  bootstrapped: boolean
}
