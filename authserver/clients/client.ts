import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import type { Database, DatabaseTables } from '../server.ts'
import type { ClientRow } from '../store/schema.ts'
import type { ClientMetadata } from './client-metadata.ts'

/** A registered client as the endpoints use it. */
export interface Client {
  id: string
  secret: string | null
  metadata: ClientMetadata
}

const selectClient = statement<DatabaseTables, { sandbox: string; id: string }, ClientRow>(
  (db, slot) =>
    db
      .selectFrom('clients')
      .selectAll()
      .where('sandbox', '=', slot('sandbox'))
      .where('client_id', '=', slot('id')),
)

/** The client of that id in this sandbox. */
export async function findClient(
  db: Database,
  sandbox: Sandbox,
  id: string,
): Promise<Client | undefined> {
  const [row] = await selectClient(db, { sandbox: sandbox.id, id })
  return row && readClient(row)
}

export function readClient(row: ClientRow): Client {
  return {
    id: row.client_id,
    secret: row.client_secret,
    metadata: JSON.parse(row.metadata) as ClientMetadata,
  }
}

export function isPublic(client: Client): boolean {
  return client.metadata.token_endpoint_auth_method === 'none'
}
