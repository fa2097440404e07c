import type { Kysely } from 'kysely'
import type { KitTables } from '@oauth-lab/kit/store/migrations.ts'
import type { Tables } from './tables.ts'

export type Database = Kysely<Tables & KitTables>
