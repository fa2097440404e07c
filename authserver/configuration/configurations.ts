import { ConfigurationChange } from '@oauth-lab/kit/admin/configuration-document.ts'
import type { Precondition } from '@oauth-lab/kit/admin/etag.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import type { Read } from '@oauth-lab/kit/read-by.ts'
import { raiseVersion } from '@oauth-lab/kit/sandboxes.ts'
import { grantTypes } from '../grant-types/grant-types.ts'
import type { Database } from '../store/database.ts'
import { mergePatch } from './merge-patch.ts'
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
  const configuration = await storedConfiguration(db, sandbox)
  copies.set(cached, configuration)
  return configuration
}

async function storedConfiguration(db: Database, sandbox: Sandbox): Promise<ServerConfiguration> {
  const row = await db
    .selectFrom('configurations')
    .select('document')
    .where('sandbox', '=', sandbox.id)
    .executeTakeFirst()
  return schema.parse(JSON.parse(row?.document ?? '{}'))
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
  precondition?: Precondition,
): Promise<ServerConfiguration> {
  const configuration = requireConfiguration(document, hookGrantTypes)
  await storeConfiguration(db, sandbox, configuration, precondition)
  return configuration
}

/**
 * Changes what a JSON merge patch names (RFC 7396); null brings a default back. Changes at the same
 * moment are all made.
 * @throws ConfigurationError with every problem and its path
 */
export async function changeConfiguration(
  db: Database,
  sandbox: Sandbox,
  patch: unknown,
  hookGrantTypes: string[],
  precondition?: Precondition,
): Promise<ServerConfiguration> {
  const change = readDocument(ConfigurationChange, patch)
  return db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    const before = await storedConfiguration(work, sandbox)
    precondition?.(before)
    const changed = mergePatch(before, change)
    const configuration = requireConfiguration(changed, hookGrantTypes)
    await write(work, sandbox, configuration)
    return configuration
  })
}

function requireConfiguration(document: unknown, hookGrantTypes: string[]): ServerConfiguration {
  const { data, problems } = readConfiguration(document, hookGrantTypes)
  if (data !== undefined) return data
  throw new ConfigurationError('The server configuration is not valid.', problems)
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
  precondition?: Precondition,
): Promise<void> {
  await db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    precondition?.(await storedConfiguration(work, sandbox))
    await write(work, sandbox, configuration)
  })
}

async function write(
  work: Database,
  sandbox: Sandbox,
  configuration: ServerConfiguration,
): Promise<void> {
  const text = JSON.stringify(configuration)
  await work
    .insertInto('configurations')
    .values({ sandbox: sandbox.id, document: text })
    .onConflict((conflict) => conflict.column('sandbox').doUpdateSet({ document: text }))
    .execute()
}
