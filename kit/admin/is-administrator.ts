import { createHash, timingSafeEqual } from 'node:crypto'
import type { Administration } from './administration.ts'

/** Whether these are an administrator's user name and password; takes as long for wrong ones. */
export function isAdministrator(
  administration: Pick<Administration, 'username' | 'password'>,
  given: { username: string; password: string },
): boolean {
  const name = equal(given.username, administration.username)
  return equal(given.password, administration.password) && name
}

function equal(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}
