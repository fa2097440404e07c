import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { Prove } from './dpop.ts'
import type { Authenticate } from './client-authentication.ts'
import { CommandFailure } from './command-line/command.ts'

/** A token response (RFC 6749 §5.1). */
export interface TokenResponse {
  access_token: string
  token_type: string
  [member: string]: unknown
}

/** What an endpoint of the server answered: what was asked for, or an error (RFC 6749 §5.2). */
export type Answered<T> =
  | { ok: true; answer: T }
  | { ok: false; error: string; failure: CommandFailure }

/** Sends a form to an endpoint at which the client authenticates, with a DPoP proof where there is what makes one (RFC 9449 §5). */
export async function askEndpoint<T>(
  fetch: Fetch,
  endpoint: string,
  authenticate: Authenticate,
  parameters: Record<string, string>,
  prove?: Prove,
): Promise<Answered<T>> {
  const send = async (nonce?: string) => {
    const form = new URLSearchParams(parameters)
    const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' }
    await authenticate({ form, headers })
    if (prove) headers['dpop'] = await prove({ method: 'POST', url: endpoint, nonce })
    const response = await fetch(endpoint, { method: 'POST', headers, body: form.toString() })
    const answer = (await response.json()) as T & { error?: string; error_description?: string }
    return { response, answer }
  }
  const first = await send()
  const nonce = first.response.headers.get('dpop-nonce')
  // Who is told a nonce sends again, once (RFC 9449 §8).
  const isAsked = first.answer.error === 'use_dpop_nonce' && prove !== undefined && nonce !== null
  const { response, answer } = isAsked ? await send(nonce) : first
  if (response.ok) return { ok: true, answer }
  const { error = `status ${response.status}`, error_description = '' } = answer
  return { ok: false, error, failure: new CommandFailure(`${error}: ${error_description}`) }
}

/**
 * Sends a token request (RFC 6749 §3.2), with a DPoP proof where there is what makes one (RFC 9449 §5).
 * @throws CommandFailure with the server's error
 */
export async function requestToken(
  fetch: Fetch,
  endpoint: string,
  authenticate: Authenticate,
  parameters: Record<string, string>,
  prove?: Prove,
): Promise<TokenResponse> {
  const answered = await askEndpoint<TokenResponse>(
    fetch,
    endpoint,
    authenticate,
    parameters,
    prove,
  )
  if (answered.ok) return answered.answer
  throw answered.failure
}
