import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { Authenticate } from './client-authentication.ts'
import { CommandFailure } from './command-line/command.ts'
import type { Prove } from './dpop.ts'
import { pollForTokens } from './poll-for-tokens.ts'
import { askEndpoint } from './token-request.ts'
import type { TokenResponse } from './token-request.ts'

/** A device authorization response (RFC 8628 §3.2). */
interface DeviceAuthorization {
  device_code: string
  user_code: string
  verification_uri: string
  verification_uri_complete?: string
  /** Seconds. */
  interval?: number
}

/**
 * The device authorization grant (RFC 8628): tells where the user types which code, and asks until the
 * user has answered.
 * @throws CommandFailure in the server's words when it refuses, or the user does
 */
export async function walkDeviceFlow(options: {
  fetch: Fetch
  endpoints: { device_authorization_endpoint?: string; token_endpoint: string }
  authenticate: Authenticate
  scope: string
  tell: (text: string) => void
  prove?: Prove | undefined
}): Promise<TokenResponse> {
  const { fetch, endpoints, authenticate, scope, tell, prove } = options
  const { device_authorization_endpoint: endpoint, token_endpoint: tokenEndpoint } = endpoints
  if (endpoint === undefined) {
    throw new CommandFailure('the server has no device authorization; see supportedGrantTypes')
  }
  const begun = await askEndpoint<DeviceAuthorization>(fetch, endpoint, authenticate, { scope })
  if (!begun.ok) throw begun.failure
  const { answer } = begun
  tell(await describe(answer))
  return pollForTokens(answer.interval ?? 5, () =>
    askEndpoint<TokenResponse>(
      fetch,
      tokenEndpoint,
      authenticate,
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        device_code: answer.device_code,
      },
      prove,
    ),
  )
}

async function describe(answer: DeviceAuthorization): Promise<string> {
  const { verification_uri: page, verification_uri_complete: complete, user_code: code } = answer
  const where = `open ${page} and type ${code}`
  if (complete === undefined) return `${where}\n`
  const { default: qrcode } = await import('qrcode')
  const picture = await qrcode.toString(complete, { type: 'utf8' })
  return `${where}, or open ${complete}\n\n${picture}\n`
}
