import type { Refusal } from '@oauth-lab/kit/checks.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { letPass, observe } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { showRefusal } from '../http/render-page.ts'
import { aloneOf } from '../interaction/answer-alone.ts'
import { findSession } from '../interaction/sessions.ts'
import type { RedirectTarget } from './redirect-target.ts'
import { refusalAnswer, sendAnswer } from './respond.ts'

/**
 * Tells the client at its redirect URI that its request was refused (RFC 6749 §4.1.2.1). Anybody
 * can register a client. So the browser goes there by itself only when somebody is signed in, or
 * when `prompt=none` was sent. Others see a page with the way on (RFC 9700 §4.11.2), unless the server
 * answers without a person.
 */
export async function refuse(
  exchange: Exchange,
  parameters: Parameters,
  target: RedirectTarget,
  refusal: Refusal,
): Promise<unknown> {
  exchange.debug?.step('answer', `refused: ${refusal.error}`)
  const path = { ...target, clientId: target.client.id }
  const answer = await refusalAnswer(exchange, path, refusal)
  // One that came twice, once as none, asks for no silent answer.
  const silent = parameters['prompt'] === 'none'
  const alone = silent ? undefined : aloneOf(exchange)
  if (alone !== undefined) {
    letPass(exchange, 'authorization.user-first', alone.because)
    return sendAnswer(exchange, answer, target.client.id)
  }
  const userFirst = silent || (await findSession(exchange)) !== undefined
  if (observe(exchange, 'authorization.user-first', userFirst)) {
    return sendAnswer(exchange, answer, target.client.id, silent)
  }
  return showRefusal(exchange, refusal, { client: target.client, answer })
}
