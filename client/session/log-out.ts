import { buildEndSessionUrl } from 'openid-client'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { keepSaid } from '../application/said.ts'
import { pageOf } from '../configurations/addresses.ts'
import type { Choices } from '../configurations/chosen.ts'
import type { Connect } from '../issuer/connection.ts'
import { ServerProblem } from '../issuer/problem.ts'
import { browserOf, derive } from '../sign-in/browser.ts'
import type { Sessions, SignedIn } from '../store/sessions.ts'
import { revokeTokens } from './end-session.ts'
import { clearSession } from './session-cookie.ts'

/**
 * Ends the session here and revokes its tokens (RFC 7009 §2). Then it sends the browser to the
 * authorization server to log out there (OpenID Connect RP-Initiated Logout 1.0 §2). Both are done
 * as far as that server offers them.
 * @throws ServerProblem when the session has ended here but the server could not be asked
 */
export function createLogOut(options: { choices: Choices; connect: Connect; sessions: Sessions }) {
  const { choices, connect, sessions } = options
  return async (request: FastifyRequest, reply: FastifyReply, signedIn: SignedIn | undefined) => {
    const { sandbox } = request
    clearSession(request, reply)
    if (signedIn === undefined) return reply.redirect(pageOf(sandbox), 303)
    await sessions.end(sandbox.id, signedIn.session.session_hash)

    const target = await endAtServer(request, reply, signedIn)
    return reply.header('cache-control', 'no-store').redirect(target, 303)
  }

  async function endAtServer(
    request: FastifyRequest,
    reply: FastifyReply,
    signedIn: SignedIn,
  ): Promise<string> {
    try {
      const chosen = await choices.byId(request, signedIn.session.configuration_id)
      const server = await connect(request, chosen)
      if (await revokeTokens(server, signedIn)) keepSaid(request, reply, 'revoked')
      const { end_session_endpoint } = server.metadata
      const browser = browserOf(request, reply)
      if (end_session_endpoint === undefined) {
        return `${pageOf(request.sandbox)}?state=${derive('log-out-here', browser)}`
      }
      const target = await server.use('the log-out page', (configuration) =>
        buildEndSessionUrl(configuration, {
          ...(signedIn.tokens.id_token !== '' && { id_token_hint: signedIn.tokens.id_token }),
          post_logout_redirect_uri: pageOf(request.sandbox),
          state: derive('log-out', browser),
        }),
      )
      return target.href
    } catch (error) {
      if (!(error instanceof ServerProblem)) throw error
      throw new ServerProblem(
        error.status,
        'You are logged out here, but not at the authorization server.',
        { description: [error.message, error.description].filter(Boolean).join(' ') },
      )
    }
  }
}
