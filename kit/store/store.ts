import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Kysely } from 'kysely'
import type { Dialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Migrations } from './tables.ts'
import { ConfigurationError } from '../problems.ts'
import { kitMigrations } from './migrations.ts'
import type { KitTables } from './migrations.ts'
import { openSqlite } from './sqlite.ts'
import type { OnStatement } from './sqlite.ts'
import { withoutNull } from './without-null.ts'

/** A role's database. */
export interface Store<Tables> {
  db: Kysely<Tables & KitTables>
  /** Whether nobody else can write to it while it is open. */
  exclusive: boolean
  /** The present moment, for `settled`. */
  mark(): number
  /**
   * Resolves once everything written so far is safe; no response may leave before. Rejects when
   * something written since `mark` was lost.
   */
  settled(mark: number): Promise<void>
  close(): Promise<void>
}

export interface StoreOptions {
  /** A file, or `:memory:`. */
  file: string
  migrations?: Migrations
  /** Awaited before each commit of a file; tests hold it. */
  holdCommit?: () => Promise<void>
  onStatement?: OnStatement
}

/**
 * Opens a role's SQLite database and brings its schema up to date.
 * @throws ConfigurationError when the file is damaged, not writable, or held by another lab
 */
export async function openStore<Tables>(options: StoreOptions): Promise<Store<Tables>> {
  const { file } = options
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    const sqlite = openSqlite(file, options.holdCommit, options.onStatement)
    const store = await openDialect<Tables>(sqlite.dialect, options.migrations)
    const { mark } = sqlite
    const settled = (since: number) => sqlite.settled(store.db as unknown as Kysely<never>, since)
    await settled(mark())
    return {
      ...store,
      exclusive: true,
      mark,
      settled,
      async close() {
        await settled(mark())
        await store.close()
        sqlite.close()
      },
    }
  } catch (error) {
    throw new ConfigurationError(
      'The data folder cannot be used:',
      [{ path: file, message: explain(error) }],
      { cause: error },
    )
  }
}

/**
 * A store over any Kysely dialect whose statements are safe once they return (PostgreSQL). The
 * dialect must return `bigint` columns as numbers.
 */
export function createStore<Tables>(
  dialect: Dialect,
  migrations?: Migrations,
): Promise<Store<Tables>> {
  return openDialect(withoutNull(dialect), migrations)
}

async function openDialect<Tables>(
  dialect: Dialect,
  migrations: Migrations = {},
): Promise<Store<Tables>> {
  const db = new Kysely<Tables & KitTables>({ dialect })
  const wanted = { ...kitMigrations, ...migrations }
  if (!(await hasAll(db, Object.keys(wanted)))) {
    const provider = { getMigrations: () => Promise.resolve(wanted) }
    const { error } = await new Migrator({ db, provider }).migrateToLatest()
    if (error !== undefined) throw error
  }
  return {
    db,
    exclusive: false,
    mark: () => 0,
    settled: () => Promise.resolve(),
    close: () => db.destroy(),
  }
}

/** Whether exactly these migrations were made: Kysely's own way to see it reads the whole schema. */
async function hasAll<Tables>(db: Kysely<Tables>, wanted: string[]): Promise<boolean> {
  try {
    const kept = await (db as unknown as Kysely<{ kysely_migration: { name: string } }>)
      .selectFrom('kysely_migration')
      .select('name')
      .orderBy('name')
      .execute()
    return kept.map(({ name }) => name).join() === wanted.sort().join()
  } catch {
    // No such table yet, or something else is wrong: the migrator makes the one and tells the other.
    return false
  }
}

function explain(error: unknown): string {
  const { code, errcode, message } = error as NodeJS.ErrnoException & { errcode?: number }
  if (errcode === 5)
    return 'another lab is running on this folder; stop it, or choose another with --data'
  if (errcode === 11 || errcode === 26) {
    return 'the database is damaged; move the folder away and start again'
  }
  if (
    errcode === 8 ||
    errcode === 14 ||
    code === 'EACCES' ||
    code === 'EROFS' ||
    code === 'EPERM'
  ) {
    return 'this folder cannot be written to; change its permissions, or choose another with --data'
  }
  return message
}
