import type { Exchange } from '../exchange.ts'
import { requireSignedIn } from '../interaction/require-signed-in.ts'
import { noteParticipant } from '../logout/participants.ts'
import type { Session } from '../interaction/sessions.ts'
import { withProfileOf } from '../profiles/apply-profile.ts'
import type { AuthorizationRequest } from './authorization-request.ts'
import { grantedScopes } from './granted-scopes.ts'
import { answerOf } from './respond.ts'
import type { Answer } from './response-modes/response-modes.ts'
import { requireClient } from './require-client.ts'
import { requireAcr } from './rules/acr.ts'
import { answerFor } from './response-types/answer.ts'
import { sessionStateFor } from '../session-management/session-state.ts'

/** Stores what the user allowed as a grant and answers as the response type has it (RFC 6749 §4.1.2). */
export async function finishAuthorization(
  opened: Exchange,
  wanted: AuthorizationRequest,
  session: Session,
  allowed: string[],
): Promise<Answer> {
  const { clientId, parameters } = wanted
  const client = await requireClient(opened, clientId)
  const exchange = withProfileOf(opened, client)
  const user = await requireSignedIn(exchange, session)
  const asked = { clientId, parameters, scopes: wanted.scopes, user }
  const scopes = await grantedScopes(exchange, asked, allowed)
  const authentication = requireAcr(exchange, wanted.acr, session.authentication)
  const { sid } = authentication
  if (sid !== undefined && scopes.includes('openid')) {
    await noteParticipant(exchange, client, { sid, sub: user.sub })
  }
  const answer = await answerFor(exchange, wanted, { user, scopes, authentication })
  const state = scopes.includes('openid') ? sessionStateFor(exchange, wanted, session) : {}
  return answerOf(exchange, wanted, { ...answer, ...state })
}
