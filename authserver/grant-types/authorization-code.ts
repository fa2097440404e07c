import { hash } from 'node:crypto'
import { besideClock, shown } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import { check, requireThat } from '../checks.ts'
import { describeGrant, until } from '../debug-log/describe.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { requireKeyOfCode } from '../proof/confirmation.ts'
import { readScopes } from '../scopes/scope-list.ts'
import type { DatabaseTables } from '../store/database.ts'
import type { CodeRow } from '../store/tables.ts'
import { grantColumns, readGrant, revokeGrant } from '../tokens/grants.ts'
import type { GrantColumns } from '../tokens/grants.ts'
import type { TokenExchange } from '../token/token-exchange.ts'
import type { GrantType } from './grant-type.ts'
import { issueGrantTokens } from './grant-tokens.ts'
import { requireGranted } from './require-granted.ts'
import { describeUse, requireLiveGrant } from './require-live-grant.ts'

type Found = Omit<CodeRow, 'sandbox' | 'code_hash'> & GrantColumns

/** The code with its grant and the grant's user: one statement instead of three. */
const selectCode = statement<DatabaseTables, { sandbox: string; hash: string }, Found>((db, slot) =>
  db
    .selectFrom('codes')
    .innerJoin('grants', (join) =>
      join
        .onRef('grants.sandbox', '=', 'codes.sandbox')
        .onRef('grants.grant_id', '=', 'codes.grant_id'),
    )
    .leftJoin('users', (join) =>
      join.onRef('users.sandbox', '=', 'grants.sandbox').onRef('users.sub', '=', 'grants.sub'),
    )
    .select([
      'codes.redirect_uri',
      'codes.code_challenge',
      'codes.nonce',
      'codes.dpop_jkt',
      'codes.expires_at',
      'codes.redeemed_at',
      ...grantColumns,
    ])
    .where('codes.sandbox', '=', slot('sandbox'))
    .where('codes.code_hash', '=', slot('hash')),
)

/** One statement decides who wins, also between replicas. */
const redeemCode = statement<
  DatabaseTables,
  { sandbox: string; hash: string; now: number },
  { grant_id: string }
>((db, slot) =>
  db
    .updateTable('codes')
    .set({ redeemed_at: slot('now') })
    .where('sandbox', '=', slot('sandbox'))
    .where('code_hash', '=', slot('hash'))
    .where('redeemed_at', 'is', null)
    .returning('grant_id'),
)

/** Swaps a code for tokens, once (RFC 6749 §4.1.3, RFC 7636 §4.5, RFC 9700 §4.5). */
export const authorizationCode: GrantType = {
  name: 'authorization_code',
  onByDefault: true,
  begins: true,
  takesDetails: true,
  clients: 'all',
  async grant(exchange) {
    const { server, sandbox, client, form } = exchange
    const code = parameter(form, 'code')
    requireThat(exchange, 'code.present', code !== undefined)
    const codeHash = digest(code)
    const [row] = await selectCode(server.db, { sandbox: sandbox.id, hash: codeHash })
    requireThat(exchange, 'code.known', row !== undefined)
    const grant = readGrant(row)
    exchange.debug?.step(
      'code',
      `${describeGrant(grant)}, scope ${shown(row.scope)}, ${until(row.expires_at)}`,
    )
    check(
      exchange,
      'code.of-client',
      grant.clientId === client.id,
      () => `It was issued to ${grant.clientId}; ${client.id} sent it.`,
    )
    await requireUnused(exchange, row, row.redeemed_at === null)
    const now = sandbox.clock.now()
    check(exchange, 'code.fresh', row.expires_at > now, () =>
      besideClock('It expired', row.expires_at, sandbox.clock),
    )
    requireRedirectUri(exchange, row)
    requireVerifier(exchange, row.code_challenge)
    requireKeyOfCode(exchange, row.dpop_jkt)
    const { audience, details } = requireGranted(exchange, grant)
    const won = await redeemCode(server.db, { sandbox: sandbox.id, hash: codeHash, now })
    await requireUnused(exchange, row, won.length > 0)
    exchange.debug?.step('stored', 'the code as used')
    requireLiveGrant(exchange, grant)
    const scopes = readScopes(row.scope)
    return issueGrantTokens(exchange, {
      grantType: 'authorization_code',
      grant,
      scopes,
      audience,
      details,
      nonce: row.nonce,
      refreshScopes: scopes,
    })
  },
}

/** A code that comes again has leaked: everything that it brought is revoked (RFC 6749 §4.1.2). */
async function requireUnused(
  exchange: Exchange,
  row: Pick<Found, 'grant_id' | 'redeemed_at'>,
  unused: boolean,
): Promise<void> {
  if (!unused) {
    await revokeGrant(exchange.server.db, exchange.sandbox, row.grant_id)
    exchange.debug?.step('stored', `the end of grant ${row.grant_id} and of its tokens`)
  }
  requireThat(exchange, 'code.unused', unused, () => describeUse(exchange, row.redeemed_at))
}

/** Required when the authorization request had one, and then the same. */
function requireRedirectUri(exchange: TokenExchange, { redirect_uri: asked }: Found): void {
  const sent = parameter(exchange.form, 'redirect_uri')
  check(
    exchange,
    'code.redirect-uri',
    asked === null ? sent === undefined : sent === asked,
    () => `Asked with ${shown(asked)}, sent ${shown(sent)}.`,
  )
}

function requireVerifier(exchange: TokenExchange, challenge: string | null): void {
  const verifier = parameter(exchange.form, 'code_verifier')
  if (challenge === null) {
    requireThat(exchange, 'pkce.verifier-unexpected', verifier === undefined)
    return
  }
  const formed = verifier !== undefined && /^[A-Za-z0-9\-._~]{43,128}$/.test(verifier)
  const why = verifier === undefined ? 'It was not sent.' : `It has ${verifier.length} characters.`
  if (!check(exchange, 'pkce.verifier-present', formed, why)) return
  const colon = challenge.indexOf(':')
  const method = challenge.slice(0, colon)
  const wanted = challenge.slice(colon + 1)
  const found = method === 'plain' ? verifier! : hash('sha256', verifier!, 'base64url')
  check(exchange, 'pkce.verifier-matches', found === wanted, () =>
    // A plain challenge is the verifier itself, a secret.
    method === 'plain'
      ? 'The method is plain.'
      : `Its hash begins ${found.slice(0, 8)}, the code_challenge begins ${wanted.slice(0, 8)}.`,
  )
}
