import { besideClock, shown } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import { check, letPass, requireThat } from '../checks.ts'
import { isPublic } from '../clients/client.ts'
import { describeGrant, until } from '../debug-log/describe.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { requireKeyOfRefreshToken } from '../proof/confirmation.ts'
import { requireGrantedScopes } from '../scopes/require-scopes.ts'
import { readScopes } from '../scopes/scope-list.ts'
import type { DatabaseTables } from '../store/database.ts'
import type { RefreshTokenRow } from '../store/tables.ts'
import { endOf } from '../tokens/issue-refresh-token.ts'
import { grantColumns, readGrant, revokeGrant } from '../tokens/grants.ts'
import type { GrantColumns } from '../tokens/grants.ts'
import type { GrantType } from './grant-type.ts'
import { issueGrantTokens } from './grant-tokens.ts'
import { requireGranted } from './require-granted.ts'
import { describeUse, requireLiveGrant } from './require-live-grant.ts'

type Found = Pick<RefreshTokenRow, 'confirmation' | 'expires_at' | 'redeemed_at'> &
  GrantColumns & { token_client: string; token_scope: string }

/** The token with its grant and the grant's user: one statement instead of three. */
const selectToken = statement<DatabaseTables, { sandbox: string; hash: string }, Found>(
  (db, slot) =>
    db
      .selectFrom('refresh_tokens')
      .innerJoin('grants', (join) =>
        join
          .onRef('grants.sandbox', '=', 'refresh_tokens.sandbox')
          .onRef('grants.grant_id', '=', 'refresh_tokens.grant_id'),
      )
      .leftJoin('users', (join) =>
        join.onRef('users.sandbox', '=', 'grants.sandbox').onRef('users.sub', '=', 'grants.sub'),
      )
      .select([
        'refresh_tokens.client_id as token_client',
        'refresh_tokens.scope as token_scope',
        'refresh_tokens.confirmation',
        'refresh_tokens.expires_at',
        'refresh_tokens.redeemed_at',
        ...grantColumns,
      ])
      .where('refresh_tokens.sandbox', '=', slot('sandbox'))
      .where('refresh_tokens.token_hash', '=', slot('hash')),
)

/** One statement decides who wins, also between replicas. */
const redeemToken = statement<
  DatabaseTables,
  { sandbox: string; hash: string; now: number },
  { grant_id: string }
>((db, slot) =>
  db
    .updateTable('refresh_tokens')
    .set({ redeemed_at: slot('now') })
    .where('sandbox', '=', slot('sandbox'))
    .where('token_hash', '=', slot('hash'))
    .where('redeemed_at', 'is', null)
    .returning('grant_id'),
)

/** One that stays lives on as a new one would; what another request redeemed meanwhile does not. */
const prolongToken = statement<
  DatabaseTables,
  { sandbox: string; hash: string; expires_at: number }
>((db, slot) =>
  db
    .updateTable('refresh_tokens')
    .set({ expires_at: slot('expires_at') })
    .where('sandbox', '=', slot('sandbox'))
    .where('token_hash', '=', slot('hash'))
    .where('redeemed_at', 'is', null),
)

const withinGrace = 'The setting refreshTokenReuseGrace allows it for a while.'

/**
 * Swaps a refresh token for new tokens and rotates it (RFC 6749 §6, RFC 9700 §4.14.2), unless a setting leaves
 * those of confidential clients as they are (FAPI 2.0 Security Profile §5.3.2.1).
 */
export const refreshToken: GrantType = {
  name: 'refresh_token',
  onByDefault: true,
  begins: false,
  takesDetails: true,
  clients: 'all',
  async grant(exchange) {
    const { server, sandbox, client, form } = exchange
    const token = parameter(form, 'refresh_token')
    requireThat(exchange, 'refresh-token.present', token !== undefined)
    const tokenHash = digest(token)
    const [row] = await selectToken(server.db, { sandbox: sandbox.id, hash: tokenHash })
    requireThat(exchange, 'refresh-token.known', row !== undefined)
    requireThat(
      exchange,
      'refresh-token.of-client',
      row.token_client === client.id,
      () => `It was issued to ${row.token_client}; ${client.id} sent it.`,
    )
    requireKeyOfRefreshToken(exchange, row.confirmation)
    const now = sandbox.clock.now()
    const grace = exchange.configuration.refreshTokenReuseGrace * 1000
    const isRepeat = row.redeemed_at !== null && now - row.redeemed_at < grace
    if (!isRepeat) await requireUnused(exchange, row, row.redeemed_at === null)
    check(exchange, 'refresh-token.fresh', row.expires_at > now, () =>
      besideClock('It expired', row.expires_at, sandbox.clock),
    )
    const grant = readGrant(row)
    exchange.debug?.step(
      'refresh token',
      `${describeGrant(grant)}, scope ${shown(row.token_scope)}, ${until(row.expires_at)}`,
    )
    requireLiveGrant(exchange, grant)
    const granted = readScopes(row.token_scope)
    const scopes = requireGrantedScopes(exchange, parameter(form, 'scope'), granted)
    const { audience, details } = requireGranted(exchange, grant)
    const tokens = { grantType: 'refresh_token', grant, scopes, audience, details, nonce: null }
    if (exchange.configuration.refreshTokenRotation === 'public' && !isPublic(client)) {
      const expires_at = endOf(exchange, grant.createdAt)
      await prolongToken(server.db, { sandbox: sandbox.id, hash: tokenHash, expires_at })
      exchange.debug?.step('stored', `the refresh token stays, ${until(expires_at)}`)
      return issueGrantTokens(exchange, { ...tokens, refreshScopes: undefined })
    }
    const won = await redeemToken(server.db, { sandbox: sandbox.id, hash: tokenHash, now })
    if (won.length === 0 && grace > 0) letPass(exchange, 'refresh-token.unused', withinGrace)
    else await requireUnused(exchange, row, won.length > 0)
    exchange.debug?.step('stored', 'the refresh token as used')
    return issueGrantTokens(exchange, { ...tokens, refreshScopes: granted })
  },
}

/** A rotated token that comes again has leaked: the grant ends (RFC 9700 §4.14.2). */
async function requireUnused(
  exchange: Exchange,
  row: Pick<Found, 'grant_id' | 'redeemed_at'>,
  unused: boolean,
): Promise<void> {
  if (!unused && !exchange.sandbox.waives('refresh-token.unused')) {
    await revokeGrant(exchange.server.db, exchange.sandbox, row.grant_id)
    exchange.debug?.step('stored', `the end of grant ${row.grant_id} and of its tokens`)
  }
  check(exchange, 'refresh-token.unused', unused, () => describeUse(exchange, row.redeemed_at))
}
