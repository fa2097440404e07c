import { expected, shown, shownList } from '@oauth-lab/kit/check-detail.ts'
import { parameter, repeated } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { appendQuery } from '../authorization/response-modes/append.ts'
import { check, observe, requireThat } from '../checks.ts'
import { findClient } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { canRedirectTo } from '../http/can-redirect-to.ts'
import { aloneOf, tellAlone } from '../interaction/answer-alone.ts'
import { requireCsrfToken } from '../interaction/browser.ts'
import { endSession, findSession } from '../interaction/sessions.ts'
import { showLoggedOut, showLogoutQuestion } from '../interaction/show.ts'
import { requireForm } from '../token/read-form.ts'
import { verifyIdTokenHint } from '../tokens/verify-id-token-hint.ts'
import { upstreamLogoutOf } from '../upstream/upstream-logout.ts'
import { tellClients } from './tell-clients.ts'
import type { LogoutRequest } from './logout-request.ts'

const csrfPurpose = 'logout'

/** What frames may take before the browser goes on. */
const secondsForFrames = 2

/**
 * RP-initiated logout (OpenID Connect RP-Initiated Logout §2). A valid hint for the user of this
 * browser's session logs out at once; otherwise the user is asked, or a setting answers.
 */
export async function begin(exchange: Exchange): Promise<unknown> {
  const { request } = exchange
  const parameters =
    request.method === 'POST' ? requireForm(exchange) : (request.query as Parameters)
  const wanted = await requireLogoutRequest(exchange, parameters)
  const session = await findSession(exchange)
  if (session !== undefined && session.sub !== wanted.hintedSub) {
    const alone = aloneOf(exchange)
    if (alone !== undefined) {
      tellAlone(exchange, alone.because)
      return finish(exchange, wanted, true)
    }
    return showLogoutQuestion(exchange, wanted, session)
  }
  return finish(exchange, wanted, session !== undefined)
}

/** The user's answer to the question. */
export async function answer(exchange: Exchange): Promise<unknown> {
  const form = requireForm(exchange)
  requireCsrfToken(exchange, form, csrfPurpose)
  const wanted = await requireLogoutRequest(exchange, form)
  if (form['answer'] !== 'yes') return showLoggedOut(exchange, wanted, false)
  return finish(exchange, wanted, true)
}

/**
 * Ends the session. The browser goes on by itself where the person was signed in or said so. Else
 * there is a link: anybody may have sent the browser here (RFC 9700 §4.11.2).
 */
async function finish(
  exchange: Exchange,
  wanted: LogoutRequest,
  userFirst: boolean,
): Promise<unknown> {
  const session = await findSession(exchange)
  await endSession(exchange)
  const { sub, authentication } = session ?? {}
  const sid = authentication?.sid
  const told =
    sub !== undefined && sid !== undefined ? await tellClients(exchange, { sid, sub }) : []
  // Nobody has a session here whom nobody signed in: the way there is the user's own.
  const onward = await upstreamLogoutOf(exchange, session, wanted)
  const next = onward ?? wanted.returnTo
  const mayGo = onward !== undefined || (next && observe(exchange, 'logout.user-first', userFirst))
  if (next === undefined || !mayGo) return showLoggedOut(exchange, wanted, true, told)
  // The browser first loads what other clients asked for.
  if (told.some(({ frame }) => frame !== undefined)) {
    exchange.reply.header('refresh', `${secondsForFrames}; url=${next}`)
    return showLoggedOut(exchange, wanted, true, told)
  }
  return exchange.reply.header('cache-control', 'no-store').redirect(next, 303)
}

async function requireLogoutRequest(
  exchange: Exchange,
  parameters: Parameters,
): Promise<LogoutRequest> {
  const twice = repeated(parameters)
  const repeats = `Sent more than once: ${shownList(twice, ', ')}.`
  requireThat(exchange, 'logout.parameters-once', twice.length === 0, repeats)
  const hint = parameter(parameters, 'id_token_hint')
  const hinted = hint === undefined ? undefined : await verifyIdTokenHint(exchange, hint)
  if (hint !== undefined) requireThat(exchange, 'logout.hint-valid', hinted)
  const sent = parameter(parameters, 'client_id')
  if (sent !== undefined && hinted !== undefined) {
    const fits = sent === hinted.clientId
    requireThat(exchange, 'logout.client-of-hint', fits, expected(hinted.clientId, sent))
  }
  const clientId = hinted?.clientId ?? sent
  const client =
    clientId === undefined
      ? undefined
      : await findClient(exchange.server.db, exchange.sandbox, clientId)
  const postLogoutRedirectUri = parameter(parameters, 'post_logout_redirect_uri')
  if (postLogoutRedirectUri !== undefined) {
    requireThat(exchange, 'logout.client-known', client, () =>
      clientId === undefined ? 'Neither was sent.' : `The client is ${shown(clientId)}.`,
    )
    const registered = client.metadata.post_logout_redirect_uris ?? []
    const isRegistered = registered.includes(postLogoutRedirectUri)
    const detail = `Sent ${shown(postLogoutRedirectUri)}; registered: ${shownList(registered, ' or ')}.`
    check(exchange, 'logout.redirect-registered', isRegistered, detail)
    const isAbsolute = canRedirectTo(postLogoutRedirectUri)
    const found = `It is ${shown(postLogoutRedirectUri)}.`
    requireThat(exchange, 'logout.redirect-absolute', isAbsolute, found)
  }
  const state = parameter(parameters, 'state')
  const returnTo =
    postLogoutRedirectUri && appendQuery(postLogoutRedirectUri, state ? { state } : {})
  return { client, postLogoutRedirectUri, state, returnTo, hintedSub: hinted?.sub }
}
