import { sql } from 'kysely'
import type {
  Compilable,
  CompiledQuery,
  DialectAdapter,
  Kysely,
  QueryResult,
  RawBuilder,
} from 'kysely'

/** Stands in a statement for the value that comes when it runs. */
export type Slot<Values> = <Name extends keyof Values & string>(
  name: Name,
) => RawBuilder<Values[Name]>

/** Runs the statement, within a transaction if `db` is one, and returns its rows. */
export type Statement<Tables, Values, Row> = (db: Kysely<Tables>, values: Values) => Promise<Row[]>

/** What the adapter of a database can do whose statements take no waiting. */
export interface AtOnce {
  /** Runs a statement, unless somebody has the connection: then undefined, and it waits its turn. */
  runAtOnce<Row>(
    query: CompiledQuery<Row>,
    parameters: readonly unknown[],
  ): QueryResult<Row> | undefined
}

class Placeholder {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * A statement for hot paths. Kysely builds and compiles it at its first use with a database. From
 * then on it takes values only, and runs at once where the database can.
 *
 * @example
 * const findName = statement<Tables, { id: string }, { name: string }>((db, slot) =>
 *   db.selectFrom('users').select('name').where('id', '=', slot('id')),
 * )
 * const [user] = await findName(db, { id })
 */
export function statement<Tables, Values extends object, Row = never>(
  build: (db: Kysely<Tables>, slot: Slot<Values>) => Compilable<Row>,
): Statement<Tables, Values, Row> {
  // A transaction has its database's adapter; another dialect has another one.
  const compiled = new WeakMap<object, CompiledQuery<Row>>()
  return async (db, values) => {
    const { adapter } = db.getExecutor() as { adapter: DialectAdapter & Partial<AtOnce> }
    let query = compiled.get(adapter)
    if (query === undefined) {
      query = build(db, (name) => sql`${new Placeholder(name)}`).compile()
      compiled.set(adapter, query)
    }
    const parameters = query.parameters.map((parameter) =>
      parameter instanceof Placeholder ? values[parameter.name as keyof Values] : parameter,
    )
    const done = db.isTransaction ? undefined : adapter.runAtOnce?.(query, parameters)
    const { rows } = done ?? (await db.executeQuery<Row>({ ...query, parameters }))
    return rows
  }
}
