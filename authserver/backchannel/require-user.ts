import { shown, shownList } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import type { UserRow } from '../store/tables.ts'
import { verifyIdTokenHint } from '../tokens/verify-id-token-hint.ts'
import { findSubject, findUser } from '../users/users.ts'

const hints = ['login_hint', 'id_token_hint', 'login_hint_token'] as const

/** The user whom the one hint of a backchannel request names (CIBA Core §7.1, §7.2). */
export async function requireUser(
  exchange: Exchange,
  form: Parameters,
  client: Client,
): Promise<UserRow> {
  const { server, sandbox } = exchange
  const sent = hints.filter((name) => parameter(form, name) !== undefined)
  requireThat(exchange, 'backchannel-request.one-hint', sent.length === 1, () =>
    sent.length === 0 ? `Send one of ${shownList(hints, ', ')}.` : `Sent: ${sent.join(' ')}.`,
  )
  requireThat(exchange, 'backchannel-request.hint-kind', sent[0] !== 'login_hint_token')
  const name = parameter(form, 'login_hint')
  const user =
    name === undefined
      ? await findSubject(server.db, sandbox, await subjectOf(exchange, form, client))
      : await findUser(server.db, sandbox, name)
  const why = () => (name === undefined ? 'The user is gone.' : `Asked for ${shown(name)}.`)
  requireThat(exchange, 'backchannel-request.user', user !== undefined, why)
  return user
}

/** A hint that another client got tells this one nothing (CIBA Core §14). */
async function subjectOf(exchange: Exchange, form: Parameters, client: Client): Promise<string> {
  const hinted = await verifyIdTokenHint(exchange, parameter(form, 'id_token_hint')!)
  const isOwn = hinted?.clientId === client.id
  requireThat(exchange, 'backchannel-request.id-token-hint', isOwn)
  return hinted.sub
}
