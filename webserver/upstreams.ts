import type { RoleName } from './routes.ts'

/** Where a role answers. */
export interface Upstream {
  /** Scheme, host and port; the path of a request is appended whole. */
  url: string
  /** Whether it is a program of the user's own, not the lab's. */
  own: boolean
}

export type Upstreams = Record<RoleName, Upstream>

/** The environment variable that puts a user's own program at a role's place. */
export function variableOf(role: RoleName): string {
  return `LAB_${role.toUpperCase()}_URL`
}
