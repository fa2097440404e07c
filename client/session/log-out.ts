import { buildEndSessionUrl, tokenRevocation } from 'openid-client'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Connect } from '../issuer/connection.ts'
import { ServerProblem } from '../issuer/problem.ts'
import { pageOf } from '../issuer/registration.ts'
import { browserOf, derive } from '../sign-in/browser.ts'
import type { Sessions, SignedIn } from '../store/sessions.ts'
import { clearSession } from './session-cookie.ts'

/**
 * Ends the session here, revokes its tokens (RFC 7009 §2) and sends the browser to the authorization
 * server to log out there (OpenID Connect RP-Initiated Logout 1.0 §2).
 * @throws ServerProblem when the session has ended here but the server could not be asked
 */
export function createLogOut({ connect, sessions }: { connect: Connect; sessions: Sessions }) {
  return async (request: FastifyRequest, reply: FastifyReply, signedIn: SignedIn | undefined) => {
    const { sandbox } = request
    clearSession(request, reply)
    if (signedIn === undefined) return reply.redirect(pageOf(sandbox), 303)
    const { session, tokens } = signedIn
    await sessions.end(sandbox.id, session.session_hash)

    const target = await endAtServer(request, reply, tokens.id_token, [
      tokens.refresh_token ?? tokens.access_token,
    ])
    return reply.header('cache-control', 'no-store').redirect(target.href, 303)
  }

  async function endAtServer(
    request: FastifyRequest,
    reply: FastifyReply,
    idToken: string,
    revoked: string[],
  ): Promise<URL> {
    try {
      const server = await connect(request)
      for (const token of revoked) {
        await server.observe('the revocation', (configuration) =>
          tokenRevocation(configuration, token),
        )
      }
      return await server.use('the log-out page', (configuration) =>
        buildEndSessionUrl(configuration, {
          id_token_hint: idToken,
          post_logout_redirect_uri: pageOf(request.sandbox),
          state: derive('log-out', browserOf(request, reply)),
        }),
      )
    } catch (error) {
      if (!(error instanceof ServerProblem)) throw error
      throw new ServerProblem(
        error.status,
        'You are logged out here, but not at the authorization server: it does not answer.',
        error.description === undefined ? {} : { description: error.description },
      )
    }
  }
}
