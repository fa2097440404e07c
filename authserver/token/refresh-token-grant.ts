import { parameter } from '@oauth-lab/kit/form.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import { check, requireThat } from '../checks.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { defaultAudience } from '../server.ts'
import type { DatabaseTables } from '../server.ts'
import type { RefreshTokenRow } from '../store/tables.ts'
import { findGrant, revokeGrant } from '../tokens/grants.ts'
import { issueGrantTokens } from './grant-tokens.ts'
import type { Grant } from './token-endpoint.ts'

const selectToken = statement<DatabaseTables, { sandbox: string; hash: string }, RefreshTokenRow>(
  (db, slot) =>
    db
      .selectFrom('refresh_tokens')
      .selectAll()
      .where('sandbox', '=', slot('sandbox'))
      .where('token_hash', '=', slot('hash')),
)

/** One statement decides who wins, also between replicas. */
const redeemToken = statement<
  DatabaseTables,
  { sandbox: string; hash: string; now: number },
  { token_hash: string }
>((db, slot) =>
  db
    .updateTable('refresh_tokens')
    .set({ redeemed_at: slot('now') })
    .where('sandbox', '=', slot('sandbox'))
    .where('token_hash', '=', slot('hash'))
    .where('redeemed_at', 'is', null)
    .returning('token_hash'),
)

/** Swaps a refresh token for new tokens and rotates it (RFC 6749 §6, RFC 9700 §4.14.2). */
export const refreshTokenGrant: Grant = async (exchange, client, form) => {
  const { sandbox } = exchange
  const token = parameter(form, 'refresh_token')
  requireThat(exchange, 'refresh-token.present', token !== undefined)
  const [row] = await selectToken(exchange.server.db, { sandbox: sandbox.id, hash: digest(token) })
  requireThat(exchange, 'refresh-token.known', row !== undefined)
  requireThat(exchange, 'refresh-token.of-client', row.client_id === client.id)
  await requireUnused(exchange, row, row.redeemed_at === null)
  check(exchange, 'refresh-token.fresh', row.expires_at > sandbox.clock.now())
  const grant = await findGrant(exchange.server.db, sandbox, row.grant_id)
  requireThat(exchange, 'grant.live', grant.revoked_at === null)
  const granted = row.scope.split(' ')
  const scopes = parameter(form, 'scope')?.split(' ') ?? granted
  requireThat(
    exchange,
    'scope.granted',
    scopes.every((scope) => granted.includes(scope)),
  )
  const resource = parameter(form, 'resource')
  const audience = grant.resource ?? defaultAudience(sandbox)
  requireThat(exchange, 'resource.granted', resource === undefined || resource === audience)
  await requireUnused(exchange, row, await redeem(exchange, row))
  return issueGrantTokens(exchange, {
    grantType: 'refresh_token',
    client,
    grant,
    scopes,
    nonce: null,
    refreshScopes: granted,
  })
}

/** A rotated token that comes again has leaked: the grant ends (RFC 9700 §4.14.2). */
async function requireUnused(
  exchange: Exchange,
  row: RefreshTokenRow,
  unused: boolean,
): Promise<void> {
  if (!unused && !exchange.sandbox.waives('refresh-token.unused')) {
    await revokeGrant(exchange.server.db, exchange.sandbox, row.grant_id)
  }
  check(exchange, 'refresh-token.unused', unused)
}

async function redeem(exchange: Exchange, row: RefreshTokenRow): Promise<boolean> {
  const { sandbox, token_hash: hash } = row
  const won = await redeemToken(exchange.server.db, {
    sandbox,
    hash,
    now: exchange.sandbox.clock.now(),
  })
  return won.length > 0
}
