import { tokenRevocation } from 'openid-client'
import type { FastifyRequest } from 'fastify'
import type { Choices } from '../configurations/chosen.ts'
import type { Connect, Connection } from '../issuer/connection.ts'
import { ServerProblem } from '../issuer/problem.ts'
import type { Sessions, SignedIn } from '../store/sessions.ts'

/**
 * Revokes the tokens of a session where the server offers it (RFC 7009 §2).
 * @returns whether the server said so
 */
export async function revokeTokens(
  server: Connection,
  { tokens: { refresh_token, access_token } }: SignedIn,
): Promise<boolean> {
  if (server.metadata.revocation_endpoint === undefined) return false
  const { exchange } = await server.observe('the revocation', (configuration) =>
    tokenRevocation(configuration, refresh_token ?? access_token),
  )
  return exchange?.status === 200
}

/** Ends a session in its person's place: here, and its tokens at the server as far as that answers. */
export function createEndSession(options: {
  choices: Choices
  connect: Connect
  sessions: Sessions
}) {
  const { choices, connect, sessions } = options
  return async (request: FastifyRequest, signedIn: SignedIn): Promise<void> => {
    const { session } = signedIn
    await sessions.end(request.sandbox.id, session.session_hash)
    try {
      const chosen = await choices.byId(request, session.configuration_id)
      await revokeTokens(await connect(request, chosen), signedIn)
    } catch (error) {
      if (!(error instanceof ServerProblem)) throw error
    }
  }
}
