import { setTimeout } from 'node:timers/promises'
import type { Answered, TokenResponse } from './token-request.ts'

/**
 * Asks each `interval` seconds until the user has answered, and five seconds later after each `slow_down` (RFC 8628 §3.5,
 * CIBA Core §11).
 * @throws CommandFailure in the server's words when it refuses, or the user does
 */
export async function pollForTokens(
  interval: number,
  ask: () => Promise<Answered<TokenResponse>>,
): Promise<TokenResponse> {
  await setTimeout(interval * 1000)
  const answered = await ask()
  if (answered.ok) return answered.answer
  if (answered.error === 'authorization_pending') return pollForTokens(interval, ask)
  if (answered.error === 'slow_down') return pollForTokens(interval + 5, ask)
  throw answered.failure
}
