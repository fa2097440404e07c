import { ownClients } from '@oauth-lab/kit/own-clients.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import {
  endTokens,
  forget,
  insertClient,
  hasSecret,
  newClient,
  newSecret,
  updateClient,
} from '../clients/store-client.ts'
import type { ClientRow } from '../store/tables.ts'
import type { ClientEntry } from './client-entry.ts'
import type { Imported } from '@oauth-lab/kit/admin/transfer-document.ts'
import { compareRows } from '@oauth-lab/kit/transfer/plan.ts'
import type { Plan } from '@oauth-lab/kit/transfer/plan.ts'
import type { Database } from '../store/database.ts'

/**
 * What becomes of the clients. Of those that every lab has there is one of each name: the file's takes
 * the place of the one before, and where the file has none that one stays.
 */
export function planClients(
  sandbox: Sandbox,
  rows: readonly ClientRow[],
  entries: readonly ClientEntry[],
  mode: 'merge' | 'replace',
): Plan<Database> & { ids: string[] } {
  const known = new Map(rows.map((row) => [row.client_id, row]))
  const wanted = entries.map((entry) => wantedRow(sandbox, entry, known.get(entry.id)))
  const ids = new Set(entries.map(({ id }) => id))
  const names = new Set(wanted.filter(isOwn).map(({ client_name }) => client_name))
  const gone = rows.filter(
    (row) =>
      !ids.has(row.client_id) && (isOwn(row) ? names.has(row.client_name) : mode === 'replace'),
  )
  const pairs = wanted.map((row) => ({ row, before: known.get(row.client_id) }))
  const { created, changed } = compareRows(pairs, told)
  const goneIds = gone.map(({ client_id }) => client_id)
  return {
    changes: [
      ...created.map((row) => change(row, 'created')),
      ...changed.map(({ row, members }) => change(row, 'changed', members)),
      ...gone.map((row) => change(row, 'deleted')),
    ],
    unchanged: entries.length - created.length - changed.length,
    notes: entries.flatMap(({ id, metadata, secret }) =>
      known.has(id) || secret !== undefined || !hasSecret(metadata)
        ? []
        : [{ part: 'clients', name: id, message: 'gets a new secret: the file has none' }],
    ),
    ids: [...known.keys(), ...ids].filter((id) => !goneIds.includes(id)),
    async apply(work) {
      if (goneIds.length > 0) {
        await endTokens(work, sandbox, goneIds)
        await forget(work, sandbox, goneIds)
      }
      for (const { row, before } of changed) await updateClient(work, sandbox, before, row)
      for (const row of created) await insertClient(work, sandbox, row)
    },
  }
}

function isOwn({ client_name, self_registered }: ClientRow): boolean {
  return self_registered === 0 && ownClients.some((name) => name === client_name)
}

function wantedRow(sandbox: Sandbox, entry: ClientEntry, before: ClientRow | undefined): ClientRow {
  const { id, secret, metadata, selfRegistered, registrationTokenHash } = entry
  const row = before ?? newClient(sandbox, metadata, { selfRegistered, id, secret }).row
  return {
    ...row,
    client_secret: hasSecret(metadata)
      ? (secret ?? row.client_secret ?? newSecret(sandbox.random, metadata))
      : null,
    registration_token_hash: registrationTokenHash ?? row.registration_token_hash,
    metadata: JSON.stringify(metadata),
    client_name: metadata.client_name ?? null,
    issued_at: entry.client_id_issued_at ?? row.issued_at,
    self_registered: selfRegistered ? 1 : 0,
  }
}

/** What a change of a client is told by. */
function told(row: ClientRow): object {
  return {
    ...(JSON.parse(row.metadata) as object),
    client_secret: row.client_secret,
    registrationTokenHash: row.registration_token_hash,
    client_id_issued_at: row.issued_at,
    selfRegistered: row.self_registered,
  }
}

function change(
  { client_id: name }: ClientRow,
  kind: 'created' | 'changed' | 'deleted',
  members: string[] = [],
): Imported['changes'][number] {
  return { part: 'clients', name, change: kind, members }
}
