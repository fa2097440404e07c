import type { ClientFilter } from '@oauth-lab/kit/admin/client-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Database } from '../store/database.ts'
import type { ClientRow } from '../store/tables.ts'

/** A sandbox's clients by their id; what is filtered is found by an index. */
export async function listClients(
  db: Database,
  sandbox: Sandbox,
  { client_id, client_name, self_registered, limit }: ClientFilter,
): Promise<ClientRow[]> {
  const origins = self_registered === undefined ? [0, 1] : [self_registered ? 1 : 0]
  let query = db
    .selectFrom('clients')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('self_registered', 'in', origins)
    .orderBy('client_id')
  if (client_id !== undefined) query = query.where('client_id', '=', client_id)
  if (client_name !== undefined) query = query.where('client_name', '=', client_name)
  if (limit !== undefined) query = query.limit(limit)
  return query.execute()
}
