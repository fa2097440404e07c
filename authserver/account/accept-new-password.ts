import { observe } from '../checks.ts'
import type { Exchange } from '../exchange.ts'

/** How few characters a password that a user chooses may have, and how many. */
export const passwordLength = { least: 8, most: 1000 }

/** Why a password that a user chooses is not taken, in words for this user; undefined where it is. */
export function newPasswordProblem(
  exchange: Exchange,
  username: string,
  password: string,
): string | undefined {
  const { least, most } = passwordLength
  // Each code point counts as one character (NIST SP 800-63B §5.1.1.2).
  const { length } = Array.from(password)
  const fits = length >= least && length <= most
  if (!observe(exchange, 'new-password.length', fits, `It has ${length} characters.`)) {
    return length < least
      ? `It has ${length === 1 ? 'one character' : `${length} characters`}. Take at least ${least}.`
      : `It has ${length} characters. Take ${most} at most.`
  }
  const isName = password.toLowerCase() === username.toLowerCase()
  if (!observe(exchange, 'new-password.not-name', !isName)) {
    return 'It is the user name, which is guessed first.'
  }
  return undefined
}
