import type { Sandboxes } from '@oauth-lab/kit/sandboxes.ts'
import type { ControlEnvironment } from './environment.ts'
import type { Roles } from './roles.ts'

/** What the parts of control share. */
export interface ControlContext {
  environment: ControlEnvironment
  roles: Roles
  /** Control's own view of the sandboxes; their lifetimes are kept here. */
  sandboxes: Sandboxes
  /** Whether the default sandbox has its users and clients. */
  bootstrapped: boolean
}
