import { failureReason } from '@oauth-lab/kit/failure-reason.ts'
import type { Exchange } from '../exchange.ts'

/** How often a client is asked that does not answer. */
const attempts = 3

/** What came of telling a client something. */
export interface Told {
  /** What was wrong in the end, a sentence; absent where the client took it. */
  problem?: string
  /** How often it was asked, in words. */
  often: string
}

/**
 * Posts to an address that a client registered, by the guarded fetch; asks again where it fails for a moment. A redirect
 * is not followed, and counts as a refusal.
 */
export async function tellClient(
  { server }: Exchange,
  uri: string,
  sent: { body: string | URLSearchParams; headers?: Record<string, string> },
): Promise<Told> {
  const fetch = server.fetchTrusting('lab')
  let problem: string | undefined
  let tries = 0
  do {
    tries += 1
    const answer = await ask(fetch, uri, sent)
    problem = answer.problem
    // Who refuses a message would refuse it again (OpenID Connect Back-Channel Logout §2.5).
    if (answer.isFinal) break
  } while (problem !== undefined && tries < attempts)
  const often = tries === 1 ? 'once' : `${tries} times`
  return { often, ...(problem !== undefined && { problem }) }
}

async function ask(
  fetch: ReturnType<Exchange['server']['fetchTrusting']>,
  uri: string,
  sent: { body: string | URLSearchParams; headers?: Record<string, string> },
): Promise<{ problem?: string; isFinal: boolean }> {
  try {
    const response = await fetch(uri, { method: 'POST', ...sent })
    await response.text()
    if (response.ok) return { isFinal: true }
    return { problem: `It answered ${response.status}.`, isFinal: response.status < 500 }
  } catch (error) {
    return { problem: `The request failed: ${failureReason(error)}.`, isFinal: false }
  }
}
