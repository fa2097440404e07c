import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { statement } from '@oauth-lab/kit/store/statement.ts'
import type { Database, DatabaseTables } from '../store/database.ts'
import type { ClientRow } from '../store/tables.ts'
import { methodNamed } from './authentication/methods.ts'
import { findFormerSecrets } from './former-secrets.ts'
import type { FormerSecret } from './former-secrets.ts'
import type { ClientMetadata } from './client-metadata.ts'

/** A registered client as the endpoints use it. */
export interface Client {
  readonly id: string
  readonly secret: string | null
  /** Those before it, some of which may have ended. */
  readonly formerSecrets: readonly FormerSecret[]
  readonly metadata: Readonly<ClientMetadata>
  readonly selfRegistered: boolean
  /** When it was used last, as far as this process knows; `noteUse` writes it. */
  readonly use: { at: number | null }
}

const selectClient = statement<DatabaseTables, { sandbox: string; id: string }, ClientRow>(
  (db, slot) =>
    db
      .selectFrom('clients')
      .selectAll()
      .where('sandbox', '=', slot('sandbox'))
      .where('client_id', '=', slot('id')),
)

const cached = 'clients'

/** How many clients of a sandbox are kept in memory. */
const limit = 1000

/** The client of that id in this sandbox. */
export async function findClient(
  db: Database,
  sandbox: Sandbox,
  id: string,
): Promise<Client | undefined> {
  const known = knownClients(sandbox)
  const client = known.get(id)
  if (client !== undefined) return client
  const [row] = await selectClient(db, { sandbox: sandbox.id, id })
  if (row === undefined) return undefined
  if (known.size === limit) known.clear()
  const formerSecrets = row.client_secret === null ? [] : await findFormerSecrets(db, sandbox, id)
  const found = { ...readClient(row), formerSecrets }
  known.set(id, found)
  return found
}

function knownClients({ copies }: Sandbox): Map<string, Client> {
  const known = copies.get(cached) as Map<string, Client> | undefined
  if (known !== undefined) return known
  const empty = new Map<string, Client>()
  copies.set(cached, empty)
  return empty
}

export function readClient(row: ClientRow): Client {
  return {
    id: row.client_id,
    secret: row.client_secret,
    formerSecrets: [],
    metadata: JSON.parse(row.metadata) as ClientMetadata,
    selfRegistered: row.self_registered === 1,
    use: { at: row.used_at },
  }
}

export function isPublic(client: Client): boolean {
  return !methodNamed(client.metadata.token_endpoint_auth_method).confidential
}
