import type { GrantPage, GrantQuestion } from '@oauth-lab/kit/admin/grant-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { storedDetails } from '../authorization-details/authorization-detail.ts'
import type { Database } from '../store/database.ts'
import type { Authentication } from '../tokens/authentication.ts'
import { holdsPart, holdsScope } from '@oauth-lab/kit/store/conditions.ts'
import { isoTime, readPage } from '@oauth-lab/kit/store/read-page.ts'

/** One page of what users allowed clients, each authorization by itself. */
export function findGrants(
  db: Database,
  sandbox: Sandbox,
  question: GrantQuestion,
): Promise<GrantPage> {
  const { user, client, scope, state, search, sort } = question
  let rows = db
    .selectFrom('grants')
    .leftJoin('users', (join) =>
      join.onRef('users.sandbox', '=', 'grants.sandbox').onRef('users.sub', '=', 'grants.sub'),
    )
    .leftJoin('clients', (join) =>
      join
        .onRef('clients.sandbox', '=', 'grants.sandbox')
        .onRef('clients.client_id', '=', 'grants.client_id'),
    )
    .selectAll('grants')
    .select(['users.username', 'clients.client_name'])
    .where('grants.sandbox', '=', sandbox.id)
  if (user !== undefined) {
    rows = rows.where(({ or, eb }) =>
      or([eb('users.username', '=', user), eb('grants.sub', '=', user)]),
    )
  }
  if (client !== undefined) rows = rows.where('grants.client_id', '=', client)
  if (scope !== undefined) rows = rows.where(holdsScope('grants.scope', scope))
  if (state !== undefined) {
    rows = rows.where('grants.revoked_at', state === 'live' ? 'is' : 'is not', null)
  }
  if (search !== undefined) rows = rows.where(holdsPart(searched, search))
  return readPage(rows, question, [columns[sort], 'grants.grant_id'], (row) => {
    const authentication = JSON.parse(row.authentication) as Authentication | null
    return {
      id: row.grant_id,
      state: row.revoked_at === null ? ('live' as const) : ('revoked' as const),
      user: row.username,
      sub: row.sub,
      client: row.client_id,
      clientName: row.client_name,
      scope: row.scope,
      resources: row.resource === null ? [] : row.resource.split(' '),
      authorizationDetails: storedDetails(row.authorization_details),
      session: authentication?.sid ?? null,
      createdAt: isoTime(row.created_at),
      revokedAt: row.revoked_at === null ? null : isoTime(row.revoked_at),
    }
  })
}

const columns = {
  created: 'grants.created_at',
  user: 'users.username',
  client: 'grants.client_id',
} as const satisfies Record<GrantQuestion['sort'], string>

const searched = [
  'grants.grant_id',
  'users.username',
  'grants.client_id',
  'clients.client_name',
  'grants.scope',
] as const
