import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import type { Read } from '@oauth-lab/kit/read-by.ts'
import { raiseVersion } from '@oauth-lab/kit/sandboxes.ts'
import { grantTypes } from '../grant-types/grant-types.ts'
import type { Database } from '../store/database.ts'
import { configurationSchema } from './server-configuration.ts'
import type { ServerConfiguration } from './server-configuration.ts'

const cached = 'configuration'

const schema = configurationSchema(
  grantTypes.filter(({ onByDefault }) => onByDefault).map(({ name }) => name),
)

/** The sandbox's server configuration. */
export async function configurationOf(
  db: Database,
  sandbox: Sandbox,
): Promise<ServerConfiguration> {
  const { copies } = sandbox
  const known = copies.get(cached) as ServerConfiguration | undefined
  if (known !== undefined) return known
  const row = await db
    .selectFrom('configurations')
    .select('document')
    .where('sandbox', '=', sandbox.id)
    .executeTakeFirst()
  const configuration = schema.parse(JSON.parse(row?.document ?? '{}'))
  copies.set(cached, configuration)
  return configuration
}

/**
 * Replaces the configuration; what the document leaves out takes its default.
 * @param hookGrantTypes grant types that hooks bring along
 * @throws ConfigurationError with every problem and its path
 */
export async function replaceConfiguration(
  db: Database,
  sandbox: Sandbox,
  document: unknown,
  hookGrantTypes: string[],
): Promise<ServerConfiguration> {
  const { data, problems } = readConfiguration(document, hookGrantTypes)
  if (data === undefined) {
    throw new ConfigurationError('The server configuration is not valid.', problems)
  }
  await storeConfiguration(db, sandbox, data)
  return data
}

/** What a document makes of the configuration, or every problem with its path. */
export function readConfiguration(
  document: unknown,
  hookGrantTypes: string[],
): Read<ServerConfiguration> {
  const read = readBy(schema, document)
  if (read.data === undefined) return read
  const known = [...grantTypes.map(({ name }) => name), ...hookGrantTypes]
  const problems = read.data.supportedGrantTypes.flatMap((type, at) => {
    const message = `${type} is not one of ${known.join(', ')}`
    return known.includes(type) ? [] : [{ path: `supportedGrantTypes.${at}`, message }]
  })
  return problems.length > 0 ? { data: undefined, problems } : read
}

export async function storeConfiguration(
  db: Database,
  sandbox: Sandbox,
  configuration: ServerConfiguration,
): Promise<void> {
  const text = JSON.stringify(configuration)
  await db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    await work
      .insertInto('configurations')
      .values({ sandbox: sandbox.id, document: text })
      .onConflict((conflict) => conflict.column('sandbox').doUpdateSet({ document: text }))
      .execute()
  })
}
