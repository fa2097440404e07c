import { z } from 'zod'
import { labTime } from '../admin/list-document.ts'
import { MetadataSource, ServerDefinitionDocument } from '../admin/server-definition-document.ts'
import type { ServerDefinition } from '../admin/server-definition-document.ts'
import type { TransferPart } from '../admin/transfer-document.ts'
import type { Problem } from '../problems.ts'
import { readBy } from '../read-by.ts'
import type { Sandbox } from '../sandbox.ts'
import { compareRows } from '../transfer/plan.ts'
import type { Plan } from '../transfer/plan.ts'
import type { ReadEntry } from '../transfer/read-each.ts'
import { isAuthority, wrongMembers } from './discover-server.ts'
import { isAddress } from './is-address.ts'
import { builtInId, rowOf, show } from './server-definitions.ts'
import type { ServerDefinitionDatabase, ServerDefinitionRow } from './server-definition-table.ts'

/** A server definition in a file. It is not discovered again: each use of it asks the server. */
const DefinitionEntry = ServerDefinitionDocument.extend({
  id: z
    .string()
    .min(1)
    .max(200)
    .refine((id) => id !== builtInId, `must not be ${builtInId}: that one is built in`),
  source: MetadataSource.optional(),
  madeAt: labTime.optional(),
})
export type DefinitionEntry = z.output<typeof DefinitionEntry>

export function readDefinitionEntry(entry: unknown, sandbox: Sandbox): ReadEntry<DefinitionEntry> {
  const read = readBy(DefinitionEntry, entry)
  if (read.data === undefined) return read
  const problems = [...problemsOf(read.data, sandbox)]
  return problems.length > 0 ? { data: undefined, problems } : read
}

function* problemsOf(
  { issuer, authority, source, metadata }: DefinitionEntry,
  sandbox: Sandbox,
): Generator<Problem> {
  const wanted = 'must be an https URL without a fragment (RFC 6749 §3.1, RFC 8414 §2)'
  if (!isAddress(issuer, sandbox)) {
    yield {
      path: 'issuer',
      message: 'must be an https URL without query and fragment (RFC 8414 §2)',
    }
  }
  if (!isAuthority(authority)) {
    yield { path: 'authority', message: 'is no certificate of an authority, PEM' }
  }
  if (source !== undefined && (source === 'typed') !== (metadata !== undefined)) {
    yield { path: 'source', message: 'is typed where metadata is given, and only there' }
  }
  const typed = { metadata: metadata ?? null, source: 'typed' } as const
  for (const name of wrongMembers(sandbox, typed, () => [])) {
    yield { path: `metadata.${name}`, message: wanted }
  }
}

/** The definitions of a sandbox as rows, by their ids. */
export async function definitionRows(
  db: ServerDefinitionDatabase,
  sandbox: Sandbox,
): Promise<ServerDefinitionRow[]> {
  return db
    .selectFrom('server_definitions')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .orderBy('definition_id')
    .execute()
}

/** A definition as a file has it. */
export function definitionEntry(row: ServerDefinitionRow): object {
  const { builtIn: _builtIn, metadata, ...shown } = show(row)
  return { ...shown, ...(metadata !== null && { metadata }) }
}

/**
 * What becomes of the definitions; without entries they stay.
 * @returns besides what there will be
 */
export function planDefinitions(
  sandbox: Sandbox,
  part: TransferPart,
  rows: readonly ServerDefinitionRow[],
  entries: readonly DefinitionEntry[] | undefined,
  mode: 'merge' | 'replace',
): Plan<ServerDefinitionDatabase> & { definitions: ServerDefinition[] } {
  const known = new Map(rows.map((row) => [row.definition_id, row]))
  const wanted = (entries ?? []).map((entry) => wantedRow(sandbox, entry, known.get(entry.id)))
  const ids = new Set(wanted.map(({ definition_id }) => definition_id))
  const others = rows.filter(({ definition_id }) => !ids.has(definition_id))
  const gone = entries !== undefined && mode === 'replace' ? others : []
  const stay = others.filter((row) => !gone.includes(row))
  const pairs = wanted.map((row) => ({ row, before: known.get(row.definition_id) }))
  const { created, changed } = compareRows(pairs, definitionEntry)
  const tell = (row: ServerDefinitionRow, change: 'created' | 'changed' | 'deleted') => ({
    part,
    name: `server definition ${row.definition_id}`,
    change,
    members: [] as string[],
  })
  return {
    changes: [
      ...created.map((row) => tell(row, 'created')),
      ...changed.map(({ row, members }) => ({ ...tell(row, 'changed'), members })),
      ...gone.map((row) => tell(row, 'deleted')),
    ],
    unchanged: wanted.length - created.length - changed.length,
    notes: [],
    definitions: [...stay, ...wanted].map(show),
    async apply(work) {
      for (const { definition_id } of [...gone, ...changed.map(({ row }) => row)]) {
        await work
          .deleteFrom('server_definitions')
          .where('sandbox', '=', sandbox.id)
          .where('definition_id', '=', definition_id)
          .execute()
      }
      for (const row of [...changed.map(({ row }) => row), ...created]) {
        await work.insertInto('server_definitions').values(row).execute()
      }
    },
  }
}

function wantedRow(
  sandbox: Sandbox,
  { id, name, issuer, authority, metadata: typed, source, madeAt }: DefinitionEntry,
  before: ServerDefinitionRow | undefined,
): ServerDefinitionRow {
  const metadata = typed ?? null
  const discovered = before?.source === 'typed' ? undefined : before?.source
  const row = rowOf({
    name: name ?? new URL(issuer).host,
    issuer,
    authority,
    metadata,
    source: source ?? (metadata === null ? (discovered ?? 'openid-configuration') : 'typed'),
  })
  const made_at =
    madeAt === undefined ? (before?.made_at ?? sandbox.clock.now()) : Date.parse(madeAt)
  return { sandbox: sandbox.id, definition_id: id, ...row, made_at }
}
