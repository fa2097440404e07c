import { isIP } from 'node:net'
import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'

/** The passwords of the lab's people. */
export interface Passwords {
  superuser: string
  developer: string
}

/** Whether only this machine reaches what listens at an address. */
export function isLoopback(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '')
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

/**
 * The one rule for labs that others can reach: no password may be one that everybody knows.
 * @param door how the address was given, for example `LAB_BIND=0.0.0.0`
 */
export function openDoors(address: string, door: string, passwords: Passwords): Problem[] {
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
      message: `set one of your own: with ${door} others reach this lab, and its password is known to everybody`,
    }))
}
