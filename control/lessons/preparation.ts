import type { ManagedRole } from '@oauth-lab/kit/admin/managed-roles.ts'

/** What a lesson's set-up may do in its fresh sandbox: what any administrator may. */
export interface Preparation {
  base: string
  issuer: string
  /** Makes a second sandbox, which lives as long. */
  secondSandbox(): Promise<{ id: string; base: string; issuer: string }>
  /** Signs a user in at the single-page application and allows all that it asks for. */
  allowSpa(user: string): Promise<void>
  /** Signs a user in at Simple Web Page and allows all that it asks for, as a browser would. */
  allowEverything(user: string): Promise<void>
  /** Calls a role's admin API. @throws as `Roles.call` does */
  call<T>(role: ManagedRole, method: string, path: string, body?: unknown): Promise<T>
}
