import type {
  BackchannelPage,
  BackchannelQuestion,
  BackchannelState,
  StoredBackchannelRequest,
} from '@oauth-lab/kit/admin/backchannel-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { isoTime, readPage } from '@oauth-lab/kit/store/read-page.ts'
import { readRequest, stateOf } from '../backchannel/backchannel-requests.ts'
import type { Database } from '../store/database.ts'
import type { BackchannelRequestRow } from '../store/tables.ts'

/** One page of what clients ask of users who are elsewhere. */
export function findBackchannelRequests(
  db: Database,
  sandbox: Sandbox,
  question: BackchannelQuestion,
): Promise<BackchannelPage> {
  const { user, client, state, sort } = question
  let rows = allOf(db, sandbox)
  if (user !== undefined) {
    rows = rows.where(({ or, eb }) =>
      or([eb('users.username', '=', user), eb('backchannel_requests.sub', '=', user)]),
    )
  }
  if (client !== undefined) rows = rows.where('backchannel_requests.client_id', '=', client)
  if (state !== undefined) rows = inState(rows, state, sandbox.clock.now())
  const columns = [`backchannel_requests.${sort}_at`, 'backchannel_requests.request_id']
  return readPage(rows, question, columns, (row) => describe(row, sandbox))
}

/** One of them by its id. */
export async function findBackchannelRequest(
  db: Database,
  sandbox: Sandbox,
  id: string,
): Promise<StoredBackchannelRequest | undefined> {
  const row = await allOf(db, sandbox)
    .where('backchannel_requests.request_id', '=', id)
    .executeTakeFirst()
  return row && describe(row, sandbox)
}

function allOf(db: Database, sandbox: Sandbox) {
  return db
    .selectFrom('backchannel_requests')
    .leftJoin('users', (join) =>
      join
        .onRef('users.sandbox', '=', 'backchannel_requests.sandbox')
        .onRef('users.sub', '=', 'backchannel_requests.sub'),
    )
    .leftJoin('clients', (join) =>
      join
        .onRef('clients.sandbox', '=', 'backchannel_requests.sandbox')
        .onRef('clients.client_id', '=', 'backchannel_requests.client_id'),
    )
    .selectAll('backchannel_requests')
    .select(['users.username', 'clients.client_name'])
    .where('backchannel_requests.sandbox', '=', sandbox.id)
}

/** The same as `stateOf`, as conditions. */
function inState(rows: ReturnType<typeof allOf>, state: BackchannelState, now: number) {
  if (state === 'allowed') return rows.where('backchannel_requests.grant_id', 'is not', null)
  if (state === 'denied') return rows.where('backchannel_requests.denied_at', 'is not', null)
  return rows
    .where('backchannel_requests.grant_id', 'is', null)
    .where('backchannel_requests.denied_at', 'is', null)
    .where('backchannel_requests.expires_at', state === 'waiting' ? '>' : '<=', now)
}

function describe(
  row: BackchannelRequestRow & { username: string | null; client_name: string | null },
  sandbox: Sandbox,
): StoredBackchannelRequest {
  const { requestId, clientId, sub, resources, bindingMessage, acrValues } = readRequest(row)
  return {
    id: requestId,
    state: stateOf(row, { sandbox }),
    user: row.username,
    sub,
    client: clientId,
    clientName: row.client_name,
    scope: row.scope,
    resources,
    bindingMessage: bindingMessage ?? null,
    acrValues,
    grant: row.grant_id,
    told: row.told,
    createdAt: isoTime(row.created_at),
    expiresAt: isoTime(row.expires_at),
  }
}
