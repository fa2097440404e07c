import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import { accountPath } from '../account/paths.ts'
import { sessionOf } from '../account/account-endpoint.ts'
import { findClient } from '../clients/client.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { csrfToken, requireCsrfToken } from '../interaction/browser.ts'
import { beginInteraction } from '../interaction/interactions.ts'
import type { AskingClient } from '../interaction/pages/frame.ts'
import { describe, frameOf } from '../interaction/show.ts'
import { requireForm } from '../token/read-form.ts'
import {
  backchannelPath,
  findBackchannelRow,
  readRequest,
  stateOf,
  waitingFor,
} from './backchannel-requests.ts'

const csrfPurpose = (sub: string) => `backchannel ${sub}`
const signIn = { kind: 'account', page: 'backchannel' } as const

/** The page on which users see what waits for them (CIBA Core §8), or how they answered one; signs in first where nobody is. */
export async function showWaiting(exchange: Exchange): Promise<unknown> {
  const answered = parameter(exchange.request.query as Parameters, 'request_id')
  if (answered !== undefined) return showAnswered(exchange, answered)
  const session = await sessionOf(exchange)
  if (session === undefined) return beginInteraction(exchange, signIn)
  const { server, sandbox, request, reply } = exchange
  const rows = await waitingFor(exchange, session.sub)
  const requests = await Promise.all(
    rows.map(async (row) => ({
      id: row.request_id,
      client: shownAs(row.client_id, await findClient(server.db, sandbox, row.client_id)),
      scope: row.scope,
      bindingMessage: row.binding_message ?? undefined,
      secondsLeft: Math.ceil((row.expires_at - sandbox.clock.now()) / 1000),
    })),
  )
  const page = server.pages.backchannel({
    ...frameOf(request),
    user: { name: session.username },
    requests,
    action: sandbox.prefix + backchannelPath,
    csrf: csrfToken(exchange, csrfPurpose(session.sub)),
    accountHref: sandbox.prefix + accountPath,
  })
  return sendPage(reply, page)
}

/** The form that chooses one of them: its user is shown what it asks for. */
export async function chooseWaiting(exchange: Exchange): Promise<unknown> {
  const form = requireForm(exchange)
  const session = await sessionOf(exchange)
  const list = () => exchange.reply.redirect(exchange.sandbox.prefix + backchannelPath, 303)
  if (session === undefined) return list()
  requireCsrfToken(exchange, form, csrfPurpose(session.sub))
  const row = await findBackchannelRow(exchange, parameter(form, 'request_id') ?? '')
  const isOpen = row?.sub === session.sub && stateOf(row, exchange) === 'waiting'
  // It was answered or has ended meanwhile: the list says what is left.
  if (!isOpen) return list()
  return beginInteraction(exchange, { kind: 'backchannel', wanted: readRequest(row) }, session)
}

/** The name of a request is no secret, and whoever has it learns no more than how it was answered. */
async function showAnswered(exchange: Exchange, requestId: string): Promise<unknown> {
  const { server, sandbox, request, reply } = exchange
  const row = await findBackchannelRow(exchange, requestId)
  if (row === undefined) return reply.redirect(sandbox.prefix + backchannelPath, 303)
  const client = await findClient(server.db, sandbox, row.client_id)
  const page = server.pages.backchannelAnswered({
    ...frameOf(request),
    client: shownAs(row.client_id, client),
    state: stateOf(row, exchange),
    mode: client?.metadata.backchannel_token_delivery_mode ?? 'poll',
    told: row.told,
    listHref: sandbox.prefix + backchannelPath,
  })
  return sendPage(reply, page)
}

/** One that is gone by now is shown by its id. */
function shownAs(id: string, client: Client | undefined): AskingClient {
  return client === undefined ? { id, name: id } : describe(client)
}
