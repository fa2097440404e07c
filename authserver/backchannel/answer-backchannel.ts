import { Refusal } from '@oauth-lab/kit/checks.ts'
import { observe } from '../checks.ts'
import { findClient } from '../clients/client.ts'
import { tellClient } from '../clients/tell-client.ts'
import type { Exchange } from '../exchange.ts'
import { cibaName } from '../grant-types/grant-type.ts'
import { issueGrantTokens } from '../grant-types/grant-tokens.ts'
import { withProfileOf } from '../profiles/apply-profile.ts'
import { countTokens } from '../token/count-tokens.ts'
import type { TokenExchange } from '../token/token-exchange.ts'
import { readScopes } from '../scopes/scope-list.ts'
import { readGrant } from '../tokens/grants.ts'
import type { GrantColumns } from '../tokens/grants.ts'
import type { WaitingAnswer } from '../waiting/waiting-requests.ts'
import { backchannel, findBackchannelRow } from './backchannel-requests.ts'
import type { BackchannelNotice, BackchannelRequest } from './backchannel-requests.ts'

/** Keeps the answer of the user and tells the client, where it wants to be told; returns whether the request waited for one. */
export async function answerBackchannel(
  exchange: Exchange,
  { requestId }: Pick<BackchannelRequest, 'requestId'>,
  answer: WaitingAnswer,
): Promise<boolean> {
  const isOpen = await backchannel.answer(exchange, requestId, answer)
  if (isOpen) await notify(exchange, requestId, answer)
  return isOpen
}

/** What a client is told of the answer (CIBA Core §10.2, §10.3); nothing where it asks. */
async function notify(exchange: Exchange, requestId: string, answer: WaitingAnswer): Promise<void> {
  const { server, sandbox } = exchange
  const row = (await findBackchannelRow(exchange, requestId))!
  const client = await findClient(server.db, sandbox, row.client_id)
  const uri = client?.metadata.backchannel_client_notification_endpoint
  if (row.notice === null || client === undefined || uri === undefined) return
  const { authReqId, token } = JSON.parse(row.notice) as BackchannelNotice
  const isPushed = client.metadata.backchannel_token_delivery_mode === 'push'
  const granted = { ...withProfileOf(exchange, client), client, form: {} }
  const result = isPushed ? await resultFor(granted, authReqId, answer) : {}
  const { problem, often } = await tellClient(exchange, uri, {
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ auth_req_id: authReqId, ...result }),
  })
  observe(exchange, 'backchannel-notification.taken', problem === undefined, () => {
    return `${client.id} was asked ${often}. ${problem}`
  })
  await server.db
    .updateTable('backchannel_requests')
    .set({
      notice: null,
      told: problem === undefined ? 'took the notification' : `was asked ${often}: ${problem}`,
      ...(isPushed && { redeemed_at: sandbox.clock.now() }),
    })
    .where('sandbox', '=', sandbox.id)
    .where('request_id', '=', requestId)
    .execute()
}

/** What a client is sent that may not ask: the tokens, or why there are none (CIBA Core §10.3.1, §12). */
async function resultFor(
  exchange: TokenExchange,
  authReqId: string,
  answer: WaitingAnswer,
): Promise<object> {
  if (answer === 'denied') return { error: 'access_denied' }
  try {
    const row = (await backchannel.find(exchange, authReqId)) as GrantColumns
    const scopes = readScopes(row.scope)
    const tokens = await issueGrantTokens(exchange, {
      grantType: cibaName,
      grant: readGrant(row),
      scopes,
      nonce: null,
      refreshScopes: scopes,
      pushedFor: authReqId,
    })
    countTokens(exchange, cibaName, tokens)
    return tokens
  } catch (error) {
    // The user has allowed it, and what fails now is recorded: nobody would tell the client.
    if (error instanceof Refusal) return { error: 'transaction_failed' }
    throw error
  }
}
