import { createHash } from 'node:crypto'
import { parameter } from '@oauth-lab/kit/form.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import { check, requireThat } from '../checks.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { defaultAudience } from '../server.ts'
import type { DatabaseTables } from '../server.ts'
import type { CodeRow } from '../store/tables.ts'
import { findGrant, revokeGrant } from '../tokens/grants.ts'
import { issueGrantTokens } from './grant-tokens.ts'
import type { Grant } from './token-endpoint.ts'

const selectCode = statement<DatabaseTables, { sandbox: string; hash: string }, CodeRow>(
  (db, slot) =>
    db
      .selectFrom('codes')
      .selectAll()
      .where('sandbox', '=', slot('sandbox'))
      .where('code_hash', '=', slot('hash')),
)

/** One statement decides who wins, also between replicas. */
const redeemCode = statement<
  DatabaseTables,
  { sandbox: string; hash: string; now: number },
  { code_hash: string }
>((db, slot) =>
  db
    .updateTable('codes')
    .set({ redeemed_at: slot('now') })
    .where('sandbox', '=', slot('sandbox'))
    .where('code_hash', '=', slot('hash'))
    .where('redeemed_at', 'is', null)
    .returning('code_hash'),
)

/** Swaps a code for tokens, once (RFC 6749 §4.1.3, RFC 7636 §4.5, RFC 9700 §4.5). */
export const authorizationCodeGrant: Grant = async (exchange, client, form) => {
  const { sandbox } = exchange
  const code = parameter(form, 'code')
  requireThat(exchange, 'code.present', code !== undefined)
  const [row] = await selectCode(exchange.server.db, { sandbox: sandbox.id, hash: digest(code) })
  requireThat(exchange, 'code.known', row !== undefined)
  const grant = await findGrant(exchange.server.db, sandbox, row.grant_id)
  check(exchange, 'code.of-client', grant.client_id === client.id)
  await requireUnused(exchange, row, row.redeemed_at === null)
  check(exchange, 'code.fresh', row.expires_at > sandbox.clock.now())
  check(exchange, 'code.redirect-uri', fitsRedirectUri(row, parameter(form, 'redirect_uri')))
  requireVerifier(exchange, row.code_challenge, parameter(form, 'code_verifier'))
  const resource = parameter(form, 'resource')
  const audience = grant.resource ?? defaultAudience(sandbox)
  requireThat(exchange, 'resource.granted', resource === undefined || resource === audience)
  await requireUnused(exchange, row, await redeem(exchange, row))
  requireThat(exchange, 'grant.live', grant.revoked_at === null)
  const scopes = grant.scope.split(' ').filter(Boolean)
  return issueGrantTokens(exchange, {
    grantType: 'authorization_code',
    client,
    grant,
    scopes,
    nonce: row.nonce,
    refreshScopes: scopes,
  })
}

/** A code that comes again has leaked: everything that it brought is revoked (RFC 6749 §4.1.2). */
async function requireUnused(exchange: Exchange, row: CodeRow, unused: boolean): Promise<void> {
  if (!unused) await revokeGrant(exchange.server.db, exchange.sandbox, row.grant_id)
  requireThat(exchange, 'code.unused', unused)
}

async function redeem(exchange: Exchange, row: CodeRow): Promise<boolean> {
  const { sandbox, code_hash: hash } = row
  const won = await redeemCode(exchange.server.db, {
    sandbox,
    hash,
    now: exchange.sandbox.clock.now(),
  })
  return won.length > 0
}

/** Required when the authorization request had one, and then the same. */
function fitsRedirectUri(row: CodeRow, sent: string | undefined): boolean {
  return row.redirect_uri === null ? sent === undefined : sent === row.redirect_uri
}

function requireVerifier(
  exchange: Exchange,
  challenge: string | null,
  verifier: string | undefined,
): void {
  if (challenge === null) {
    requireThat(exchange, 'pkce.verifier-unexpected', verifier === undefined)
    return
  }
  const formed = verifier !== undefined && /^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)
  if (!check(exchange, 'pkce.verifier-present', formed)) return
  const [method, wanted] = challenge.split(':')
  const found =
    method === 'plain' ? verifier : createHash('sha256').update(verifier!).digest('base64url')
  check(exchange, 'pkce.verifier-matches', found === wanted)
}
