import { buildAuthorizationUrl, calculatePKCECodeChallenge } from 'openid-client'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Choices, Chosen } from '../configurations/chosen.ts'
import type { Connect } from '../issuer/connection.ts'
import { resourceOf } from '../issuer/resource.ts'
import type { Registration } from '../registration/registration.ts'
import type { SignIns } from '../store/sign-ins.ts'
import { browserOf, derive } from './browser.ts'

/** Milliseconds on the sandbox's clock that a sign-in may take. */
const lifetime = 30 * 60_000

/**
 * Sends the browser to the authorization endpoint (RFC 6749 §4.1.1) with new `state`, `nonce` and
 * PKCE challenge (RFC 7636 §4.3).
 */
export function createBeginSignIn(options: {
  choices: Choices
  connect: Connect
  registration: Registration
  signIns: SignIns
}) {
  const { choices, connect, registration, signIns } = options
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { sandbox } = request
    const chosen = await choices.of(request, 'web')
    await registration.confirm(request, chosen)
    const server = await connect(request, chosen)
    const now = sandbox.clock.now()
    const state = sandbox.random.token()
    const { scope } = chosen.server
    // It binds an ID token (OpenID Connect Core §3.1.2.1), which nobody else sends.
    const nonce = scope.split(' ').includes('openid') ? sandbox.random.token() : ''
    const code_verifier = sandbox.random.token()
    const code_challenge = await calculatePKCECodeChallenge(code_verifier)
    const target = await server.use('the sign-in page', (configuration) =>
      buildAuthorizationUrl(configuration, {
        redirect_uri: chosen.redirectUri,
        ...(scope !== '' && { scope }),
        ...resourceOf(chosen),
        ...promptOf(chosen),
        state,
        ...(nonce !== '' && { nonce }),
        code_challenge,
        code_challenge_method: 'S256',
      }),
    )
    const browser_hash = derive('sign-in', browserOf(request, reply))
    const expires_at = now + lifetime
    const configuration_id = chosen.configuration.id
    const begun = { state, browser_hash, nonce, code_verifier, expires_at, configuration_id }
    await signIns.begin({ sandbox: sandbox.id, ...begun }, now)
    return reply.header('cache-control', 'no-store').redirect(target.href, 303)
  }
}

/**
 * `prompt=consent`, without which an authorization server ignores `offline_access` (OpenID Connect Core
 * §11). The lab's own asks for that scope on its consent page, which is the "other condition" there.
 */
function promptOf({ server: { external, scope } }: Chosen): { prompt?: string } {
  return external && scope.split(' ').includes('offline_access') ? { prompt: 'consent' } : {}
}
