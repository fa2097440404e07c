import { statement } from '@oauth-lab/kit/store/statement.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Database, DatabaseTables } from '../store/database.ts'

const selectClient = statement<
  DatabaseTables,
  { sandbox: string; resource: string },
  { client_id: string }
>((db, slot) =>
  db
    .selectFrom('resources')
    .select('client_id')
    .where('sandbox', '=', slot('sandbox'))
    .where('resource', '=', slot('resource'))
    .orderBy('client_id')
    .limit(1),
)

/** The resource server that registered this resource, by its client_id: compared whole, found by the index. */
export async function registrantOf(
  db: Database,
  sandbox: Sandbox,
  resource: string,
): Promise<string | undefined> {
  const [row] = await selectClient(db, { sandbox: sandbox.id, resource })
  return row?.client_id
}

/** Keeps which resources a client registered in place of those before; an empty list forgets them. */
export async function keepResources(
  db: Database,
  sandbox: Sandbox,
  clientId: string,
  resources: readonly string[],
): Promise<void> {
  await db
    .deleteFrom('resources')
    .where('sandbox', '=', sandbox.id)
    .where('client_id', '=', clientId)
    .execute()
  const rows = [...new Set(resources)].map((resource) => ({
    sandbox: sandbox.id,
    resource,
    client_id: clientId,
  }))
  if (rows.length > 0) await db.insertInto('resources').values(rows).execute()
}
