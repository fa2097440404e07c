import type {
  ClientInfo,
  ClientPage,
  ClientQuestion,
} from '@oauth-lab/kit/admin/client-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Database } from '../store/database.ts'
import type { ClientRow } from '../store/tables.ts'
import { holdsPart } from '@oauth-lab/kit/store/conditions.ts'
import { readPage } from '@oauth-lab/kit/store/read-page.ts'

/** One page of the clients that fit. */
export function findClients(
  db: Database,
  sandbox: Sandbox,
  question: ClientQuestion,
  show: (row: ClientRow) => ClientInfo,
): Promise<ClientPage> {
  const { client_id, client_name, self_registered, search, sort } = question
  let rows = db.selectFrom('clients').selectAll().where('sandbox', '=', sandbox.id)
  if (client_id !== undefined) rows = rows.where('client_id', '=', client_id)
  if (client_name !== undefined) rows = rows.where('client_name', '=', client_name)
  if (self_registered !== undefined) {
    rows = rows.where('self_registered', '=', self_registered ? 1 : 0)
  }
  if (search !== undefined) rows = rows.where(holdsPart(['client_id', 'metadata'], search))
  return readPage(rows, question, [columns[sort], 'client_id'], show)
}

const columns = {
  client_id: 'client_id',
  client_name: 'client_name',
  issued: 'issued_at',
  used: 'used_at',
} as const satisfies Record<ClientQuestion['sort'], string>
