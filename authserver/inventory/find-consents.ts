import type { ConsentPage, ConsentQuestion } from '@oauth-lab/kit/admin/consent-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { readNames } from '../interaction/consents.ts'
import type { Database } from '../store/database.ts'
import { holdsPart, holdsScope } from '@oauth-lab/kit/store/conditions.ts'
import { readPage } from '@oauth-lab/kit/store/read-page.ts'

/** One page of what users allowed clients, so that it is not asked again. */
export function findConsents(
  db: Database,
  sandbox: Sandbox,
  question: ConsentQuestion,
): Promise<ConsentPage> {
  const { user, client, scope, search, sort } = question
  let rows = db
    .selectFrom('user_consents as consents')
    .leftJoin('users', (join) =>
      join.onRef('users.sandbox', '=', 'consents.sandbox').onRef('users.sub', '=', 'consents.sub'),
    )
    .leftJoin('clients', (join) =>
      join
        .onRef('clients.sandbox', '=', 'consents.sandbox')
        .onRef('clients.client_id', '=', 'consents.client_id'),
    )
    .select(['consents.sub', 'consents.client_id', 'consents.resource', 'consents.scope'])
    .select('consents.claims')
    .select(['users.username', 'clients.client_name'])
    .where('consents.sandbox', '=', sandbox.id)
  if (user !== undefined) {
    rows = rows.where(({ or, eb }) =>
      or([eb('users.username', '=', user), eb('consents.sub', '=', user)]),
    )
  }
  if (client !== undefined) rows = rows.where('consents.client_id', '=', client)
  if (scope !== undefined) rows = rows.where(holdsScope('consents.scope', scope))
  if (search !== undefined) rows = rows.where(holdsPart(searched, search))
  const by = [columns[sort], 'consents.sub', 'consents.client_id', 'consents.resource']
  return readPage(rows, question, by, (row) => ({
    user: row.username,
    sub: row.sub,
    client: row.client_id,
    clientName: row.client_name,
    resource: row.resource,
    scope: row.scope,
    claims: readNames(row.claims),
  }))
}

const columns = {
  user: 'users.username',
  client: 'consents.client_id',
} as const satisfies Record<ConsentQuestion['sort'], string>

const searched = [
  'users.username',
  'consents.client_id',
  'clients.client_name',
  'consents.resource',
  'consents.scope',
] as const
