import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { Authenticate } from './client-authentication.ts'
import { CommandFailure } from './command-line/command.ts'

/** A token response (RFC 6749 §5.1). */
export interface TokenResponse {
  access_token: string
  token_type: string
  [member: string]: unknown
}

/**
 * Sends a token request (RFC 6749 §3.2).
 * @throws CommandFailure with the server's error
 */
export async function requestToken(
  fetch: Fetch,
  endpoint: string,
  authenticate: Authenticate,
  parameters: Record<string, string>,
): Promise<TokenResponse> {
  const form = new URLSearchParams(parameters)
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' }
  await authenticate({ form, headers })
  const response = await fetch(endpoint, { method: 'POST', headers, body: form.toString() })
  const answer = (await response.json()) as TokenResponse & {
    error?: string
    error_description?: string
  }
  if (response.ok) return answer
  throw new CommandFailure(`${answer.error}: ${answer.error_description ?? ''}`)
}
