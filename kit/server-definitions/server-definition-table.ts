import type { Kysely } from 'kysely'
import type { KitTables } from '../store/migrations.ts'
import { number, text } from '../store/tables.ts'
import type { Row, Table } from '../store/tables.ts'

/**
 * The authorization servers that a client or a resource server knows besides the lab's own.
 * @param since the role's migration that makes it
 */
export function serverDefinitionTable<const Since extends string>(since: Since) {
  return {
    since,
    key: ['definition_id'],
    columns: {
      name: text,
      issuer: text,
      /** One of those with a name, or a certificate, PEM. */
      authority: text,
      made_at: number,
    },
  } as const satisfies Table
}

export type ServerDefinitionRow = Row<ReturnType<typeof serverDefinitionTable>>

/** A database with the table. */
export type ServerDefinitionDatabase = Kysely<
  KitTables & { server_definitions: ServerDefinitionRow }
>
