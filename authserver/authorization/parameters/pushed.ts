import { besideClock, shown } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../../checks.ts'
import type { Client } from '../../clients/client.ts'
import { digest } from '../../digest.ts'
import type { Exchange } from '../../exchange.ts'
import { findBegun } from '../../interaction/interactions.ts'
import type { SentRequest, TrustedParameters } from './request.ts'

/** What the address of a pushed request begins with (RFC 9126 §2.2). */
const prefix = 'urn:ietf:params:oauth:request_uri:'

export function isPushed(uri: string | undefined): uri is string {
  return uri?.startsWith(prefix) === true
}

/** Keeps a request that passed every rule; the answer names it (RFC 9126 §2.2). */
export async function keepPushed(
  { server, sandbox, configuration }: Exchange,
  client: Client,
  { parameters, signed }: TrustedParameters,
): Promise<{ request_uri: string; expires_in: number }> {
  const uri = prefix + sandbox.random.token(32)
  await server.db
    .insertInto('pushed_requests')
    .values({
      sandbox: sandbox.id,
      uri_hash: digest(uri),
      client_id: client.id,
      parameters: JSON.stringify(parameters),
      signed: signed ? 1 : 0,
      expires_at: sandbox.clock.now() + configuration.pushedRequestLifetime * 1000,
      redeemed_at: null,
    })
    .execute()
  return { request_uri: uri, expires_in: configuration.pushedRequestLifetime }
}

/**
 * The pushed request that its client names, once (RFC 9126 §4): the same browser may load its page again until it answered. What stands beside `client_id` and
 * `request_uri` does not count.
 */
export async function takePushed(
  exchange: Exchange,
  sent: Parameters,
  uri: string,
): Promise<SentRequest> {
  const { server, sandbox } = exchange
  const row = await server.db
    .selectFrom('pushed_requests')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('uri_hash', '=', digest(uri))
    .executeTakeFirst()
  requireThat(exchange, 'pushed-request.known', row)
  const clientId = parameter(sent, 'client_id')
  requireThat(exchange, 'pushed-request.of-client', row.client_id === clientId, () => {
    return `Sent ${shown(clientId)}; ${row.client_id} pushed it.`
  })
  const parameters = JSON.parse(row.parameters) as Parameters
  const trusted = { parameters, signed: row.signed === 1 }
  const taken = {
    visible: parameters,
    outside: parameters,
    pushed: row.uri_hash,
    require: () => Promise.resolve(trusted),
  }
  // A page that is loaded again is no second use (FAPI 2.0 Security Profile §5.3.2.2, note on one-time use).
  const begun = row.redeemed_at === null ? undefined : await findBegun(exchange, row.uri_hash)
  if (begun !== undefined) return { ...taken, begun }
  const now = sandbox.clock.now()
  check(exchange, 'pushed-request.fresh', row.expires_at > now, () =>
    besideClock('It expired', row.expires_at, sandbox.clock),
  )
  const { numUpdatedRows } = await server.db
    .updateTable('pushed_requests')
    .set({ redeemed_at: now })
    .where('sandbox', '=', sandbox.id)
    .where('uri_hash', '=', row.uri_hash)
    .where('redeemed_at', 'is', null)
    .executeTakeFirst()
  check(exchange, 'pushed-request.unused', numUpdatedRows === 1n)
  return taken
}
