import type { FastifyRequest } from 'fastify'
import { freeAttempts } from '@oauth-lab/kit/throttle.ts'
import { observe } from '../checks.ts'
import type { AuthServer } from '../server.ts'
import { acceptedStep } from '../users/totp.ts'
import { findUser } from '../users/users.ts'

export type CodeOutcome =
  | { accepted: true }
  | { accepted: false; failures: number; /** Seconds. */ wait: number }

/** Whether the second factor's code is right; its time step is used up in one statement (RFC 6238 §5.2). */
export function acceptCode(
  server: AuthServer,
  request: FastifyRequest,
  username: string,
  code: string,
): Promise<CodeOutcome> {
  return server.throttle.inTurn(request.sandbox, username, request.ip, () =>
    attempt(server, request, username, code),
  )
}

async function attempt(
  server: AuthServer,
  request: FastifyRequest,
  username: string,
  code: string,
): Promise<CodeOutcome> {
  const { sandbox, ip } = request
  const wait = await server.throttle.wait(sandbox, username, ip)
  if (!observe(request, 'login.throttled', wait === 0)) {
    return { accepted: false, failures: freeAttempts, wait: Math.ceil(wait / 1000) }
  }
  const user = await findUser(server.db, sandbox, username)
  const secret = user?.totp_secret ?? undefined
  const step = secret && acceptedStep(secret, code, sandbox.clock.now(), user!.totp_step)
  const used = step && (await useStep(server, request, username, step))
  observe(request, 'totp.code', Boolean(used))
  if (!used) {
    const failures = await server.throttle.failed(sandbox, username, ip)
    return { accepted: false, failures, wait: 0 }
  }
  await server.throttle.succeeded(sandbox, username, ip)
  return { accepted: true }
}

async function useStep(
  server: AuthServer,
  request: FastifyRequest,
  username: string,
  step: number,
): Promise<boolean> {
  const won = await server.db
    .updateTable('users')
    .set({ totp_step: step })
    .where('sandbox', '=', request.sandbox.id)
    .where('username', '=', username)
    .where('totp_step', '<', step)
    .returning('username')
    .executeTakeFirst()
  return won !== undefined
}
