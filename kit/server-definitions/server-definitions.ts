import type {
  ServerDefinition,
  ServerDefinitionPage,
  ServerDefinitionQuestion,
  TypedMetadata,
} from '../admin/server-definition-document.ts'
import type { Sandbox } from '../sandbox.ts'
import { raiseVersion } from '../sandboxes.ts'
import { isoTime } from '../store/read-page.ts'
import type { ServerDefinitionDatabase, ServerDefinitionRow } from './server-definition-table.ts'

/** The id of the definition that a lab has from its start. */
export const builtInId = 'lab'

/** What is kept of a server that was discovered or typed. */
export type Discovered = Pick<
  ServerDefinition,
  'name' | 'issuer' | 'authority' | 'source' | 'metadata'
>

const cached = 'server-definitions'

/** The definition of the server that the lab was started with; a blank sandbox has none. */
export function builtInDefinition(sandbox: Sandbox): ServerDefinition | undefined {
  if (sandbox.settings().blank) return undefined
  const { issuer, external } = sandbox.authorizationServer
  const name = external ? 'The authorization server of this lab' : 'OAuth Lab'
  return {
    id: builtInId,
    name,
    issuer,
    authority: 'lab',
    source: 'openid-configuration',
    metadata: null,
    builtIn: true,
    madeAt: null,
  }
}

/** One definition by its id. */
export async function findDefinition(
  db: ServerDefinitionDatabase,
  sandbox: Sandbox,
  id: string,
): Promise<ServerDefinition | undefined> {
  if (id === builtInId) return builtInDefinition(sandbox)
  return (await storedDefinitions(db, sandbox)).find((one) => one.id === id)
}

/** One page of the definitions. */
export async function listDefinitions(
  db: ServerDefinitionDatabase,
  sandbox: Sandbox,
  { search = '', sort, order, page, size }: ServerDefinitionQuestion,
): Promise<ServerDefinitionPage> {
  const part = search.toLowerCase()
  const fitting = [builtInDefinition(sandbox), ...(await storedDefinitions(db, sandbox))]
    .filter((one) => one !== undefined)
    .filter(({ name, issuer }) => `${name}\n${issuer}`.toLowerCase().includes(part))
    .toSorted((one, other) => compare(one, other, sort) * (order === 'asc' ? 1 : -1))
  const items = fitting.slice((page - 1) * size, page * size)
  return { total: fitting.length, page, size, items }
}

/** Keeps a definition that was discovered. */
export async function addDefinition(
  db: ServerDefinitionDatabase,
  sandbox: Sandbox,
  document: Discovered,
): Promise<ServerDefinition> {
  const row = {
    sandbox: sandbox.id,
    definition_id: sandbox.random.for('server definitions').token(12),
    ...rowOf(document),
    made_at: sandbox.clock.now(),
  }
  await db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    await work.insertInto('server_definitions').values(row).execute()
  })
  return show(row)
}

/** Replaces what a definition says; `require` refuses in the same transaction. */
export async function replaceDefinition(
  db: ServerDefinitionDatabase,
  sandbox: Sandbox,
  id: string,
  document: Discovered,
  require?: (current: ServerDefinition) => void,
): Promise<void> {
  await db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    await requireStored(work, sandbox, id, require)
    await work
      .updateTable('server_definitions')
      .set(rowOf(document))
      .where('sandbox', '=', sandbox.id)
      .where('definition_id', '=', id)
      .execute()
  })
}

export async function removeDefinition(
  db: ServerDefinitionDatabase,
  sandbox: Sandbox,
  id: string,
  require?: (current: ServerDefinition) => void,
): Promise<void> {
  await db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    await requireStored(work, sandbox, id, require)
    await work
      .deleteFrom('server_definitions')
      .where('sandbox', '=', sandbox.id)
      .where('definition_id', '=', id)
      .execute()
  })
}

async function storedDefinitions(
  db: ServerDefinitionDatabase,
  sandbox: Sandbox,
): Promise<ServerDefinition[]> {
  const { copies } = sandbox
  const known = copies.get(cached) as ServerDefinition[] | undefined
  if (known !== undefined) return known
  const rows = await db
    .selectFrom('server_definitions')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .execute()
  const definitions = rows.map(show)
  copies.set(cached, definitions)
  return definitions
}

async function requireStored(
  work: ServerDefinitionDatabase,
  sandbox: Sandbox,
  id: string,
  require?: (current: ServerDefinition) => void,
): Promise<void> {
  if (require === undefined) return
  const row = await work
    .selectFrom('server_definitions')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('definition_id', '=', id)
    .executeTakeFirst()
  if (row !== undefined) require(show(row))
}

export function rowOf({ metadata, ...document }: Discovered) {
  return { ...document, metadata: metadata === null ? null : JSON.stringify(metadata) }
}

export function show(row: ServerDefinitionRow): ServerDefinition {
  const { definition_id, name, issuer, authority, source, metadata, made_at } = row
  return {
    id: definition_id,
    name,
    issuer,
    authority,
    source,
    metadata: metadata === null ? null : (JSON.parse(metadata) as TypedMetadata),
    builtIn: false,
    madeAt: isoTime(made_at),
  }
}

function compare(
  one: ServerDefinition,
  other: ServerDefinition,
  by: ServerDefinitionQuestion['sort'],
): number {
  const rank = (definition: ServerDefinition) => `${definition[by] ?? ''}\n${definition.id}`
  return rank(one) < rank(other) ? -1 : 1
}
