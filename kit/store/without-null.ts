import type { DatabaseConnection, Dialect } from 'kysely'

/**
 * A dialect for PostgreSQL, whose text can't hold U+0000: U+FFFD stands for it, in what is stored and in what is
 * looked for. Nothing that the server made has one, so a request with one finds nothing, and is no failure.
 */
export function withoutNull(dialect: Dialect): Dialect {
  return {
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createDriver() {
      const driver = dialect.createDriver()
      const acquire = driver.acquireConnection.bind(driver)
      const known = new WeakSet<DatabaseConnection>()
      driver.acquireConnection = async (...options) => {
        const connection = await acquire(...options)
        if (!known.has(connection)) {
          known.add(connection)
          const execute = connection.executeQuery.bind(connection)
          connection.executeQuery = (query, ...rest) =>
            execute({ ...query, parameters: query.parameters.map(replaceNull) }, ...rest)
        }
        return connection
      }
      return driver
    },
  }
}

function replaceNull(parameter: unknown): unknown {
  return typeof parameter === 'string' ? parameter.replaceAll('\0', '\ufffd') : parameter
}
