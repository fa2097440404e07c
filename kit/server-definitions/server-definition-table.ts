import type { Kysely } from 'kysely'
import type { MetadataSource } from '../admin/server-definition-document.ts'
import type { KitTables } from '../store/migrations.ts'
import { number, optionalText, text } from '../store/tables.ts'
import type { Column, Row, Table } from '../store/tables.ts'

/**
 * The authorization servers that a client or a resource server knows besides the lab's own.
 * @param since the role's migration that makes it
 * @param typed the one after which metadata may be typed
 */
export function serverDefinitionTable<const Since extends string>(since: Since, typed: string) {
  return {
    since,
    key: ['definition_id'],
    columns: {
      name: text,
      issuer: text,
      /** One of those with a name, or a certificate, PEM. */
      authority: text,
      made_at: number,
      source: { ...(text as Column<MetadataSource>), since: typed, before: 'openid-configuration' },
      /** TypedMetadata; null where the server is asked. */
      metadata: { ...optionalText, json: true, since: typed },
    },
  } as const satisfies Table
}

export type ServerDefinitionRow = Row<ReturnType<typeof serverDefinitionTable>>

/** A database with the table. */
export type ServerDefinitionDatabase = Kysely<
  KitTables & { server_definitions: ServerDefinitionRow }
>
