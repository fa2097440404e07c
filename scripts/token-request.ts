import type { ClientInfo } from '@oauth-lab/kit/admin/control-client.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { CommandFailure } from './command-line/command.ts'

/** A token response (RFC 6749 §5.1). */
export interface TokenResponse {
  access_token: string
  token_type: string
  [member: string]: unknown
}

/**
 * Sends a token request, authenticated as the client is registered (RFC 6749 §2.3.1).
 * @throws CommandFailure with the server's error
 */
export async function requestToken(
  fetch: Fetch,
  endpoint: string,
  client: ClientInfo,
  parameters: Record<string, string>,
): Promise<TokenResponse> {
  const { client_id, client_secret, token_endpoint_auth_method } = client
  const form = new URLSearchParams(parameters)
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' }
  if (client_secret === undefined || token_endpoint_auth_method === 'none') {
    form.set('client_id', client_id)
  } else if (token_endpoint_auth_method === 'client_secret_post') {
    form.set('client_id', client_id)
    form.set('client_secret', client_secret)
  } else {
    const pair = `${encode(client_id)}:${encode(client_secret)}`
    headers['authorization'] = `Basic ${Buffer.from(pair).toString('base64')}`
  }
  const response = await fetch(endpoint, { method: 'POST', headers, body: form.toString() })
  const answer = (await response.json()) as TokenResponse & {
    error?: string
    error_description?: string
  }
  if (response.ok) return answer
  throw new CommandFailure(`${answer.error}: ${answer.error_description ?? ''}`)
}

/** The form encoding that RFC 6749 §2.3.1 asks for before Base64. */
function encode(text: string): string {
  return new URLSearchParams({ t: text }).toString().slice(2)
}
