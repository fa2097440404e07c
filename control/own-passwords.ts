import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { publicPasswords } from '@oauth-lab/kit/default-passwords.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from './context.ts'
import { defaultUsers } from './default-users.ts'

/**
 * Gives the lab's people in a sandbox the passwords that were set since it was made. So no lab
 * keeps the public passwords where others reach it. Public ones replace nothing.
 */
export async function setOwnPasswords(
  { roles, environment }: ControlContext,
  sandbox: Sandbox,
): Promise<void> {
  if (roles.isOwn('authserver')) return
  const chosen = defaultUsers(environment).filter(
    ({ password }) => !publicPasswords.includes(password),
  )
  for (const { username, password } of chosen) {
    const path = `users?${new URLSearchParams({ username }).toString()}`
    await roles.call(sandbox, 'authserver', 'PATCH', path, { password }).catch(unlessMissing)
  }
}

/** Who is missing is made with the password that was chosen, or was removed by somebody. */
function unlessMissing(error: unknown): void {
  if (!(error instanceof AdminError && error.status === 404)) throw error
}
