import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue, StatementSync } from 'node:sqlite'
import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import { closeSecret, openSecret } from '../file-access.ts'
import type {
  CompiledQuery,
  DatabaseConnection,
  Dialect,
  Driver,
  Kysely,
  QueryResult,
} from 'kysely'
import type { AtOnce } from './statement.ts'

/** The SQLite behind a store, and when what was written to it is safe. */
export interface SqliteDatabase {
  dialect: Dialect
  /** The present moment, for {@link settled}. */
  mark(): number
  /**
   * Resolves at the end of a turn of the event loop, when everything written so far has been
   * committed. Rejects when a commit has failed since `mark`: nobody of its group is told that all
   * went well. `db` is the Kysely instance made from the dialect.
   */
  settled(db: Kysely<never>, mark: number): Promise<void>
  close(): void
}

/** Is told of each statement and commit how long it took, milliseconds. */
export type OnStatement = (kind: string, ms: number) => void

/** What a statement is called in the metrics; the others make or change tables. */
const kinds: Readonly<Record<string, string>> = {
  SelectQueryNode: 'select',
  InsertQueryNode: 'insert',
  UpdateQueryNode: 'update',
  DeleteQueryNode: 'delete',
}

/**
 * SQLite through `node:sqlite`. Writes of concurrent requests join one transaction that is committed
 * once. In a file (WAL, synchronous=FULL) that is safe against power loss. A unit of work is a
 * savepoint in it. The file is held exclusively: a second lab on the same folder is refused by
 * SQLite itself.
 *
 * @param file a path, or `:memory:`
 * @param holdCommit awaited before each commit; tests hold it, or let it fail
 */
export function openSqlite(
  file: string,
  holdCommit?: () => Promise<void>,
  onStatement?: OnStatement,
): SqliteDatabase {
  const durable = file !== ':memory:'
  if (durable) {
    // SQLite gives the files beside it the mode of the database, but for those that are there.
    openSecret(file)
    for (const end of ['-wal', '-shm']) closeSecret(file + end)
  }
  const database = new DatabaseSync(file)
  if (durable) {
    database.exec('pragma locking_mode = exclusive')
    database.exec('pragma journal_mode = wal')
    database.exec('pragma synchronous = full')
    database.exec('begin immediate; commit')
  }
  const statements = new Map<string, { statement: StatementSync; returnsRows: boolean }>()
  /** Whether a unit of work, a commit or a statement of Kysely's has the connection. */
  let held = false
  let open = false
  let commit: Promise<void> | undefined
  let turn: Promise<void> | undefined
  let failures = 0
  let failure: unknown

  /** Answers that leave together wake their reader once, which costs more than the answers. */
  const endOfTurn = () => {
    turn ??= new Promise((resolve) => {
      setImmediate(() => {
        turn = undefined
        resolve()
      })
    })
    return turn
  }

  const requireKept = (since: number) => {
    if (failures === since) return
    throw new Error('a commit failed, and what was written is lost', { cause: failure })
  }

  const prepare = (sql: string) => {
    let prepared = statements.get(sql)
    if (prepared === undefined) {
      const statement = database.prepare(sql)
      prepared = { statement, returnsRows: statement.columns().length > 0 }
      statements.set(sql, prepared)
    }
    return prepared
  }

  const joinGroup = () => {
    if (open) return
    prepare('begin immediate').statement.run()
    open = true
  }

  const run = <R>(
    { sql, query }: CompiledQuery,
    parameters: readonly unknown[],
  ): QueryResult<R> => {
    if (query.kind !== 'SelectQueryNode') joinGroup()
    const { statement, returnsRows } = prepare(sql)
    const values = parameters as SQLInputValue[]
    const started = performance.now()
    const result: QueryResult<R> = returnsRows
      ? { rows: statement.all(...values) as R[] }
      : { rows: [], numAffectedRows: BigInt(statement.run(...values).changes) }
    onStatement?.(kinds[query.kind] ?? 'other', performance.now() - started)
    return result
  }

  const connection: DatabaseConnection = {
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- Kysely's own signature
    executeQuery<R>(query: CompiledQuery) {
      return Promise.resolve(run<R>(query, query.parameters))
    },
    // oxlint-disable-next-line require-yield
    async *streamQuery() {
      throw new Error('the lab reads whole results')
    },
  }

  const atOnce: AtOnce = {
    runAtOnce: (query, parameters) => (held ? undefined : run(query, parameters)),
  }

  const driver: Driver = {
    init: () => Promise.resolve(),
    async acquireConnection() {
      held = true
      return connection
    },
    async releaseConnection() {
      held = false
    },
    async beginTransaction() {
      joinGroup()
      prepare('savepoint work').statement.run()
    },
    async commitTransaction() {
      prepare('release work').statement.run()
    },
    async rollbackTransaction() {
      database.exec('rollback to work; release work')
    },
    destroy: () => Promise.resolve(),
  }

  /** Nothing comes between, where nothing holds it. */
  const commitOpen = async () => {
    commit = undefined
    if (!open) return
    try {
      if (holdCommit !== undefined) await holdCommit()
      const started = performance.now()
      prepare('commit').statement.run()
      onStatement?.('commit', performance.now() - started)
      open = false
    } catch (error) {
      open = false
      failures += 1
      failure = error
      if (database.isTransaction) database.exec('rollback')
      throw error
    }
  }

  const commitGroup = async (db: Kysely<never>) => {
    await endOfTurn()
    const isFree = !held && holdCommit === undefined
    await (isFree ? commitOpen() : db.connection().execute(commitOpen))
  }

  return {
    dialect: {
      createAdapter: () => Object.assign(new SqliteAdapter(), atOnce),
      createDriver: () => driver,
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
    mark: () => failures,
    async settled(db, since) {
      requireKept(since)
      if (open) commit ??= commitGroup(db)
      await (open ? commit : endOfTurn())
      requireKept(since)
    },
    close() {
      if (open) database.exec('commit')
      open = false
      database.close()
    },
  }
}
