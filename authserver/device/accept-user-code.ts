import { observe } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { findDeviceRequest, readUserCode } from './device-codes.ts'
import type { DeviceRequest } from './device-codes.ts'

/** Under which name guesses are counted; no user can have it. */
const subject = '\0user code'

export type UserCodeOutcome =
  | { accepted: true; wanted: DeviceRequest }
  | { accepted: false; failures: number; /** Seconds. */ wait: number }

/**
 * Whether a typed user code waits for its answer. Wrong ones are counted per address, and a right one
 * takes none of them back: whoever guesses may have a code of their own (RFC 8628 §5.1).
 */
export function acceptUserCode(exchange: Exchange, typed: string): Promise<UserCodeOutcome> {
  const { server, sandbox, request } = exchange
  return server.throttle.inTurn(sandbox, subject, request.ip, () => attempt(exchange, typed))
}

async function attempt(exchange: Exchange, typed: string): Promise<UserCodeOutcome> {
  const { server, sandbox, request } = exchange
  const wait = Math.ceil((await server.throttle.wait(sandbox, subject, request.ip)) / 1000)
  const mayTry = observe(exchange, 'user-code.throttled', wait === 0, `It waits for ${wait} s.`)
  if (!mayTry) return { accepted: false, failures: 0, wait }
  const wanted = await findDeviceRequest(exchange, readUserCode(typed))
  observe(exchange, 'user-code.known', wanted !== undefined)
  if (wanted !== undefined) return { accepted: true, wanted }
  const failures = await server.throttle.failed(sandbox, subject, request.ip)
  return { accepted: false, failures, wait: 0 }
}
