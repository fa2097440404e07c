import { freeAttempts } from '@oauth-lab/kit/throttle.ts'
import { observe } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { acceptedStep } from '../users/totp.ts'
import { findUser } from '../users/users.ts'

export type CodeOutcome =
  | { accepted: true }
  | { accepted: false; failures: number; /** Seconds. */ wait: number }

/** Whether the second factor's code is right; its time step is used up in one statement (RFC 6238 §5.2). */
export function acceptCode(
  exchange: Exchange,
  username: string,
  code: string,
): Promise<CodeOutcome> {
  return exchange.server.throttle.inTurn(exchange.sandbox, username, exchange.request.ip, () =>
    attempt(exchange, username, code),
  )
}

async function attempt(exchange: Exchange, username: string, code: string): Promise<CodeOutcome> {
  const { sandbox, request } = exchange
  const { ip } = request
  const wait = await exchange.server.throttle.wait(sandbox, username, ip)
  if (
    !observe(
      exchange,
      'totp.throttled',
      wait === 0,
      `It may try again in ${Math.ceil(wait / 1000)} s.`,
    )
  ) {
    return { accepted: false, failures: freeAttempts, wait: Math.ceil(wait / 1000) }
  }
  const user = await findUser(exchange.server.db, sandbox, username)
  const secret = user?.totp_secret ?? undefined
  const step = secret && acceptedStep(secret, code, sandbox.clock.now(), user!.totp_step)
  const used = step && (await useStep(exchange, username, step))
  observe(exchange, 'totp.code', Boolean(used))
  if (!used) {
    const failures = await exchange.server.throttle.failed(sandbox, username, ip)
    return { accepted: false, failures, wait: 0 }
  }
  await exchange.server.throttle.succeeded(sandbox, username, ip)
  return { accepted: true }
}

async function useStep(exchange: Exchange, username: string, step: number): Promise<boolean> {
  const won = await exchange.server.db
    .updateTable('users')
    .set({ totp_step: step })
    .where('sandbox', '=', exchange.sandbox.id)
    .where('username', '=', username)
    .where('totp_step', '<', step)
    .returning('username')
    .executeTakeFirst()
  return won !== undefined
}
