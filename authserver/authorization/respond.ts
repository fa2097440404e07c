import { explainedAddress } from '@oauth-lab/kit/explained-address.ts'
import type { Refusal } from '@oauth-lab/kit/checks.ts'
import type { Exchange } from '../exchange.ts'
import { showFormPost } from '../interaction/show.ts'
import { issuerOf } from '../server.ts'
import { carry } from './response-modes/response-modes.ts'
import type { Answer, ResponseMode } from './response-modes/response-modes.ts'

/** Where an authorization response goes. */
export interface ResponsePath {
  redirectUri: string
  responseMode: ResponseMode
  state?: string | undefined
}

/** The authorization response, with `iss` (RFC 9207 §2) and `state`. */
export function answerOf(
  { sandbox }: Exchange,
  { redirectUri, responseMode, state }: ResponsePath,
  parameters: Record<string, string>,
): Answer {
  const all = { ...parameters, ...(state !== undefined && { state }), iss: issuerOf(sandbox) }
  return carry(responseMode, redirectUri, all)
}

/** What tells the client that its request was refused (RFC 6749 §4.1.2.1). */
export function refusalAnswer(exchange: Exchange, path: ResponsePath, refusal: Refusal): Answer {
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
