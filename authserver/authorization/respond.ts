import { explainedAddress } from '@oauth-lab/kit/explained-address.ts'
import type { Refusal } from '@oauth-lab/kit/checks.ts'
import type { Exchange } from '../exchange.ts'
import { showFormPost } from '../interaction/show.ts'
import { produceJwt } from '../keys/produce-jwt.ts'
import { issuerOf } from '../server.ts'
import { requireClient } from './require-client.ts'
import { modeNamed } from './response-modes/response-modes.ts'
import type { Answer, ResponseMode } from './response-modes/response-modes.ts'

/** Where an authorization response goes. */
export interface ResponsePath {
  clientId: string
  redirectUri: string
  responseMode: ResponseMode
  state?: string | undefined
}

/** Seconds that a signed answer is good (JARM §2.1). */
const lifetime = 600

/** The authorization response, with `iss` (RFC 9207 §2) and `state`, in a JWT where that was asked for (JARM §2.1). */
export async function answerOf(
  exchange: Exchange,
  { clientId, redirectUri, responseMode, state }: ResponsePath,
  parameters: Record<string, string>,
): Promise<Answer> {
  const { sandbox } = exchange
  const iss = issuerOf(sandbox)
  const all = { ...parameters, ...(state !== undefined && { state }), iss }
  const { carry, signed } = modeNamed(responseMode)
  if (!signed) return carry(redirectUri, all)
  const client = await requireClient(exchange, clientId)
  const { expires_in: seconds } = parameters
  const claims = {
    ...all,
    // In a JWT a number is one (JARM §2.1).
    ...(seconds !== undefined && { expires_in: Number(seconds) }),
    aud: clientId,
    exp: sandbox.clock.seconds() + lifetime,
  }
  const use = 'authorization response'
  const response = await produceJwt(exchange, { use, typ: 'JWT', client, claims })
  return carry(redirectUri, { response })
}

/** What tells the client that its request was refused (RFC 6749 §4.1.2.1). */
export function refusalAnswer(
  exchange: Exchange,
  path: ResponsePath,
  refusal: Refusal,
): Promise<Answer> {
  const { error, message } = refusal
  const error_uri = explainedAddress(exchange.sandbox, refusal)
  return answerOf(exchange, path, { error, error_description: message, error_uri })
}

/**
 * Sends an answer on its way through the browser.
 * @param clientId whom it is for, as a page names it
 * @param silent whether nobody was asked: the client may hold the answer in a frame
 */
export function sendAnswer(
  exchange: Exchange,
  answer: Answer,
  clientId: string,
  silent = false,
): unknown {
  if (answer.kind === 'form') return showFormPost(exchange, answer, clientId, silent)
  return exchange.reply.header('cache-control', 'no-store').redirect(answer.location, 303)
}
