import type { Kysely } from 'kysely'
import type { KitTables } from '../store/migrations.ts'
import { json, number, optionalText, text } from '../store/tables.ts'
import type { Column, Row, Table } from '../store/tables.ts'

const kind: Column<'change' | 'refusal'> = { type: 'text' }

/**
 * What administrators changed, and every refusal with its check: never a secret. Every role has this
 * table.
 * @param since the role's migration that makes it
 */
export function auditTable<const Since extends string>(since: Since) {
  return {
    since,
    /** Real time comes first, so that the oldest are found. */
    key: ['entry_id'],
    columns: {
      kind,
      at: number,
      /** Milliseconds of real time. */
      real_at: number,
      ends_at: number,
      /** The administrator's name. */
      who: optionalText,
      operation: text,
      /** What the request named. */
      about: json,
      client_id: optionalText,
      username: optionalText,
      /** Names of what a change sent: an array. */
      members: json,
      before: { ...optionalText, json: true },
      after: { ...optionalText, json: true },
      check_id: optionalText,
      status: number,
      request_id: text,
    },
    indexes: [{ columns: ['kind', 'entry_id'] }, { columns: ['at'] }],
    ends: 'ends_at',
  } as const satisfies Table
}

export type AuditRow = Row<ReturnType<typeof auditTable>>

/** A database with the table. */
export type AuditDatabase = Kysely<KitTables & { audit_log: AuditRow }>
