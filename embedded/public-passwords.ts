import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { isLoopback } from '@oauth-lab/kit/loopback.ts'

/** The passwords of the lab's people. */
export interface Passwords {
  superuser: string
  developer: string
}

/**
 * The one rule for labs that others can reach: no password may be one that everybody knows.
 * @param setting how the address was given, for example `LAB_BIND=0.0.0.0`
 */
export function publicPasswordProblems(
  address: string,
  setting: string,
  passwords: Passwords,
): Problem[] {
  if (isLoopback(address)) return []
  const known: string[] = Object.values(defaultPasswords)
  const given = [
    ['LAB_ADMIN_PASSWORD', passwords.superuser],
    ['LAB_DEVELOPER_PASSWORD', passwords.developer],
  ] as const
  return given
    .filter(([, password]) => known.includes(password))
    .map(([path]) => ({
      path,
      message: `set one of your own: with ${setting} others reach this lab, and its password is known to everybody`,
    }))
}
