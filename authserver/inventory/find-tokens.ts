import type {
  StoredToken,
  TokenFilter,
  TokenPage,
  TokenQuestion,
} from '@oauth-lab/kit/admin/token-inventory-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely'
import type { Database } from '../store/database.ts'
import type { AccessTokenRow, ClientRow, GrantRow, Tables } from '../store/tables.ts'
import { holdsPart, holdsScope } from '@oauth-lab/kit/store/conditions.ts'
import { isoTime, readPage } from '@oauth-lab/kit/store/read-page.ts'

/** An access token's row with what is read of its grant and its client. */
export type InventoryRow = AccessTokenRow & {
  grant_revoked_at: GrantRow['revoked_at']
  client_name: ClientRow['client_name']
  introspected_by_name: ClientRow['client_name']
}

/** The access tokens of a sandbox with their grants and clients. */
export function inventory(db: Database, sandbox: Sandbox) {
  return db
    .selectFrom('access_tokens')
    .leftJoin('grants', (join) =>
      join
        .onRef('grants.sandbox', '=', 'access_tokens.sandbox')
        .onRef('grants.grant_id', '=', 'access_tokens.grant_id'),
    )
    .leftJoin('clients', (join) =>
      join
        .onRef('clients.sandbox', '=', 'access_tokens.sandbox')
        .onRef('clients.client_id', '=', 'access_tokens.client_id'),
    )
    .leftJoin('clients as introspector', (join) =>
      join
        .onRef('introspector.sandbox', '=', 'access_tokens.sandbox')
        .onRef('introspector.client_id', '=', 'access_tokens.introspected_by'),
    )
    .where('access_tokens.sandbox', '=', sandbox.id)
}

/** One page of the access tokens that fit. */
export function findTokens(
  db: Database,
  sandbox: Sandbox,
  { sort, order, page, size, ...filter }: TokenQuestion,
): Promise<TokenPage> {
  const now = sandbox.clock.now()
  const rows = inventory(db, sandbox)
    .where((eb) => fits(eb, filter, now))
    .selectAll('access_tokens')
    .select(named)
  const by = [columns[sort], 'access_tokens.token_hash']
  return readPage(rows, { order, page, size }, by, (row) => describeToken(row, now))
}

/** What is read of a token's grant and of the clients. */
export const named = [
  'grants.revoked_at as grant_revoked_at',
  'clients.client_name',
  'introspector.client_name as introspected_by_name',
] as const

const columns = {
  issued: 'access_tokens.issued_at',
  expires: 'access_tokens.expires_at',
  user: 'access_tokens.username',
  client: 'access_tokens.client_id',
} as const satisfies Record<TokenQuestion['sort'], string>

/** What is told of a token. */
export function describeToken(row: InventoryRow, now: number): StoredToken {
  const ends = [row.revoked_at, row.grant_revoked_at].filter((at) => at !== null)
  const revokedAt = ends.length === 0 ? null : Math.min(...ends)
  return {
    id: row.token_hash,
    state: revokedAt !== null ? 'revoked' : row.expires_at > now ? 'live' : 'expired',
    user: row.username,
    sub: row.sub,
    client: row.client_id,
    clientName: row.client_name,
    grant: row.grant_id,
    scope: row.scope,
    audience: JSON.parse(row.audience) as string[],
    issuedAt: isoTime(row.issued_at),
    expiresAt: isoTime(row.expires_at),
    revokedAt: revokedAt === null ? null : isoTime(revokedAt),
    introspectedAt: row.introspected_at === null ? null : isoTime(row.introspected_at),
    introspectedBy: row.introspected_by,
    introspectedByName: row.introspected_by_name,
  }
}

type Optional<Row> = { [Name in keyof Row]: Row[Name] | null }
type Joined = Tables & {
  grants: Optional<GrantRow>
  clients: Optional<ClientRow>
  introspector: Optional<ClientRow>
}
type Build = ExpressionBuilder<Joined, 'access_tokens' | 'grants' | 'clients' | 'introspector'>

/** The condition on a row of {@link inventory}. */
export function fits(build: Build, filter: TokenFilter, now: number): Expression<SqlBool> {
  const { user, client, grant, scope, state, issuedSince, issuedBefore, search } = filter
  const { introspectedBy, introspectedSince, introspectedBefore } = filter
  const { and, or } = build
  return and([
    ...(user === undefined
      ? []
      : [or([build('access_tokens.username', '=', user), build('access_tokens.sub', '=', user)])]),
    ...(client === undefined ? [] : [build('access_tokens.client_id', '=', client)]),
    ...(grant === undefined ? [] : [build('access_tokens.grant_id', '=', grant)]),
    ...(scope === undefined ? [] : [holdsScope('access_tokens.scope', scope)]),
    ...(state === undefined ? [] : [isIn(build, state, now)]),
    ...(issuedSince === undefined
      ? []
      : [build('access_tokens.issued_at', '>=', Date.parse(issuedSince))]),
    ...(issuedBefore === undefined
      ? []
      : [build('access_tokens.issued_at', '<', Date.parse(issuedBefore))]),
    ...(introspectedBy === undefined
      ? []
      : [build('access_tokens.introspected_by', '=', introspectedBy)]),
    ...(introspectedSince === undefined
      ? []
      : [build('access_tokens.introspected_at', '>=', Date.parse(introspectedSince))]),
    ...(introspectedBefore === undefined
      ? []
      : [build('access_tokens.introspected_at', '<', Date.parse(introspectedBefore))]),
    ...(search === undefined ? [] : [holdsPart(searched, search)]),
  ])
}

const searched = [
  'access_tokens.username',
  'access_tokens.client_id',
  'clients.client_name',
  'access_tokens.grant_id',
  'access_tokens.scope',
] as const

function isIn(
  build: Build,
  state: NonNullable<TokenFilter['state']>,
  now: number,
): Expression<SqlBool> {
  const revoked = build.or([
    build('access_tokens.revoked_at', 'is not', null),
    build('grants.revoked_at', 'is not', null),
  ])
  if (state === 'revoked') return revoked
  const ends = build('access_tokens.expires_at', state === 'live' ? '>' : '<=', now)
  return build.and([build.not(revoked), ends])
}
