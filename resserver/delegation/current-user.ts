import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyRequest } from 'fastify'
import { check } from '../checks.ts'
import type { LocalUser } from './mapping.ts'

const running = new AsyncLocalStorage<LocalUser>()

/** Runs work, and all that it awaits, as a local user. */
export function runAs<T>(user: LocalUser, work: () => T): T {
  return running.run(user, work)
}

/** As whom this code runs; undefined outside of {@link runAs}: then it is the service itself. */
export function currentUser(): LocalUser | undefined {
  return running.getStore()
}

/**
 * Lets an operation go on only when the current user holds a role.
 * @throws Refusal (403 access_denied): another token of the same user would not help
 */
export function requireRole(request: FastifyRequest, role: string): void {
  const user = currentUser()
  const held = user?.roles.includes(role) ?? false
  const detail = `It needs ${role}; ${user?.username ?? 'nobody'} holds ${user?.roles.join(', ') || 'none'}.`
  check(request, 'role.held', held, detail)
}
