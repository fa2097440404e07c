import { createHash, timingSafeEqual } from 'node:crypto'
import type { Administration } from './administration.ts'

/** Wrong passwords of administrators, counted by user name and address. */
export interface PasswordAttempts {
  /** Milliseconds that this address has to wait before it may try this name. */
  wait(username: string, address: string): Promise<number>
  failed(username: string, address: string): Promise<unknown>
  succeeded(username: string, address: string): Promise<void>
  /** One attempt after the other, so that a burst is counted like a row. */
  inTurn<T>(username: string, address: string, attempt: () => Promise<T>): Promise<T>
}

/** How an attempt ended; `wait` is in seconds, and then the password was not looked at. */
export type Attempt = { isRight: boolean } | { wait: number; description: string }

/** Compares an administrator's user name and password, and counts wrong ones. */
export function tryPassword(
  administration: Administration,
  attempts: PasswordAttempts,
  { username, password, address }: { username: string; password: string; address: string },
): Promise<Attempt> {
  return attempts.inTurn(username, address, async () => {
    const wait = await attempts.wait(username, address)
    if (wait > 0) {
      const description = 'Too many wrong passwords from this address; wait, or move the clock.'
      return { wait: Math.ceil(wait / 1000), description }
    }
    const isNamed = equal(username, administration.username)
    const isRight = equal(password, administration.password) && isNamed
    await (isRight ? attempts.succeeded(username, address) : attempts.failed(username, address))
    return { isRight }
  })
}

/** Takes as long for wrong ones. */
function equal(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}
