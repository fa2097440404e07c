import { defaultPasswords } from '@oauth-lab/kit/default-passwords.ts'
import { freeAttempts } from '@oauth-lab/kit/throttle.ts'
import { observe } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { callHook } from '../hooks/call-hook.ts'
import type { AuthServer } from '../server.ts'
import type { UserRow } from '../store/tables.ts'
import { findUser } from '../users/users.ts'

export type PasswordOutcome =
  | { accepted: true; username: string; secondFactor: boolean }
  | { accepted: false; failures: number; /** Seconds. */ wait: number }

/**
 * Whether a user name and password are right. Unknown and known users take the same time; wrong
 * passwords are counted per pair of user and address.
 */
export function acceptPassword(
  exchange: Exchange,
  username: string,
  password: string,
): Promise<PasswordOutcome> {
  return exchange.server.throttle.inTurn(exchange.sandbox, username, exchange.request.ip, () =>
    attempt(exchange, username, password),
  )
}

async function attempt(
  exchange: Exchange,
  username: string,
  password: string,
): Promise<PasswordOutcome> {
  const { sandbox, request } = exchange
  const { ip } = request
  const wait = await exchange.server.throttle.wait(sandbox, username, ip)
  if (
    !observe(
      exchange,
      'login.throttled',
      wait === 0,
      `It may try again in ${Math.ceil(wait / 1000)} s.`,
    )
  ) {
    return { accepted: false, failures: freeAttempts, wait: Math.ceil(wait / 1000) }
  }
  const user = await validate(exchange, username, password)
  observe(exchange, 'login.password', user !== undefined)
  if (user === undefined) {
    const failures = await exchange.server.throttle.failed(sandbox, username, ip)
    return { accepted: false, failures, wait: 0 }
  }
  if (user.totp_secret === null) await exchange.server.throttle.succeeded(sandbox, username, ip)
  return { accepted: true, username: user.username, secondFactor: user.totp_secret !== null }
}

/** A hook decides first; what it leaves open is decided by the stored hash. */
async function validate(
  exchange: Exchange,
  username: string,
  password: string,
): Promise<UserRow | undefined> {
  const decided = await callHook(exchange, 'validateUser', username, password)
  if (decided === null) return undefined
  if (decided !== undefined) return findUser(exchange.server.db, exchange.sandbox, decided.username)
  const user = await findUser(exchange.server.db, exchange.sandbox, username)
  const fits = await exchange.server.passwords.verify(
    password,
    user?.password_hash,
    exchange.request.ip,
  )
  return fits && !isWithdrawn(exchange.server, username, password) ? user : undefined
}

/** A public password ends when one of one's own is configured, also before control has set that. */
function isWithdrawn({ publicPasswords }: AuthServer, username: string, password: string): boolean {
  if (username !== 'superuser' && username !== 'developer') return false
  return publicPasswords[username] === undefined && password === defaultPasswords[username]
}
