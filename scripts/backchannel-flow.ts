import { randomInt } from 'node:crypto'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { Authenticate } from './client-authentication.ts'
import { CommandFailure } from './command-line/command.ts'
import type { Prove } from './dpop.ts'
import { pollForTokens } from './poll-for-tokens.ts'
import { askEndpoint } from './token-request.ts'
import type { TokenResponse } from './token-request.ts'

/** A backchannel authentication response (CIBA Core §7.3). */
interface Acknowledgement {
  auth_req_id: string
  /** Seconds; absent where the client is sent its tokens. */
  interval?: number
}

/**
 * Client-initiated backchannel authentication (CIBA Core): tells where the user answers, and asks until the user has.
 * @throws CommandFailure in the server's words when it refuses, or the user does
 */
export async function walkBackchannelFlow(options: {
  fetch: Fetch
  endpoints: { backchannel_authentication_endpoint?: string; token_endpoint: string }
  authenticate: Authenticate
  scope: string
  /** Who is asked. */
  user: string
  /** Where that user answers. */
  page: string
  tell: (text: string) => void
  prove?: Prove | undefined
}): Promise<TokenResponse> {
  const { fetch, endpoints, authenticate, scope, user, page, tell, prove } = options
  const { backchannel_authentication_endpoint: endpoint, token_endpoint: tokenEndpoint } = endpoints
  if (endpoint === undefined) {
    throw new CommandFailure(
      'the server has no backchannel authentication; see supportedGrantTypes',
    )
  }
  const scopes = new Set(['openid', ...scope.split(' ')])
  const message = `${randomInt(1000, 10_000)}`
  const begun = await askEndpoint<Acknowledgement>(fetch, endpoint, authenticate, {
    scope: [...scopes].join(' '),
    login_hint: user,
    binding_message: message,
  })
  if (!begun.ok) throw begun.failure
  const { auth_req_id, interval } = begun.answer
  if (interval === undefined) {
    throw new CommandFailure(
      'the client is sent its tokens (push), so the command can’t ask for them',
    )
  }
  tell(`${user} answers at ${page} and compares ${message}\n`)
  return pollForTokens(interval, () =>
    askEndpoint<TokenResponse>(
      fetch,
      tokenEndpoint,
      authenticate,
      { grant_type: 'urn:openid:params:grant-type:ciba', auth_req_id },
      prove,
    ),
  )
}
