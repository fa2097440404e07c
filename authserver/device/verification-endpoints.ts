import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import { freeAttempts } from '@oauth-lab/kit/throttle.ts'
import type { Exchange } from '../exchange.ts'
import { csrfToken, requireCsrfToken } from '../interaction/browser.ts'
import { beginInteraction } from '../interaction/interactions.ts'
import { findSession } from '../interaction/sessions.ts'
import { frameOf } from '../interaction/show.ts'
import { requireForm } from '../token/read-form.ts'
import { acceptUserCode } from './accept-user-code.ts'
import type { UserCodeOutcome } from './accept-user-code.ts'
import { readUserCode, verificationPath } from './device-codes.ts'

const csrfPurpose = 'user code'

/** The page on which the user types the code, or compares the one of the address (RFC 8628 §3.3). */
export function showUserCode(exchange: Exchange): unknown {
  const query = exchange.request.query as Parameters
  const answer = parameter(query, 'answer')
  if (answer === 'allowed' || answer === 'denied' || answer === 'over') {
    const page = exchange.server.pages.deviceAnswered({ ...frameOf(exchange.request), answer })
    return sendPage(exchange.reply, page)
  }
  const sent = parameter(query, 'user_code')
  return showForm(exchange, sent === undefined ? '' : readUserCode(sent))
}

/** The form with the code: whoever is signed in is asked for consent, others sign in first. */
export async function submitUserCode(exchange: Exchange): Promise<unknown> {
  const form = requireForm(exchange)
  requireCsrfToken(exchange, form, csrfPurpose)
  const typed = parameter(form, 'user_code') ?? ''
  const outcome = await acceptUserCode(exchange, typed)
  if (!outcome.accepted) return showForm(exchange, typed, outcome)
  const purpose = { kind: 'device', wanted: outcome.wanted } as const
  return beginInteraction(exchange, purpose, await findSession(exchange))
}

function showForm(
  exchange: Exchange,
  userCode: string,
  refused?: Extract<UserCodeOutcome, { accepted: false }>,
): unknown {
  const { server, sandbox, request, reply } = exchange
  const page = server.pages.userCode({
    ...frameOf(request),
    action: sandbox.prefix + verificationPath,
    csrf: csrfToken(exchange, csrfPurpose),
    userCode,
    refused: refused && {
      waitSeconds: refused.wait,
      attempt: { n: Math.min(refused.failures + 1, freeAttempts), of: freeAttempts },
    },
  })
  const status = refused === undefined ? 200 : refused.wait > 0 ? 429 : 400
  return sendPage(reply, page, { status })
}
