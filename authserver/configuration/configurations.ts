import { ConfigurationChange } from '@oauth-lab/kit/admin/configuration-document.ts'
import { AdminError, refuseUnknown } from '@oauth-lab/kit/admin/admin-error.ts'
import type { Precondition } from '@oauth-lab/kit/admin/etag.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import type { Read } from '@oauth-lab/kit/read-by.ts'
import { raiseVersion } from '@oauth-lab/kit/sandboxes.ts'
import { grantTypes } from '../grant-types/grant-types.ts'
import type { Database } from '../store/database.ts'
import { mergePatch } from '@oauth-lab/kit/merge-patch.ts'
import { keepProviderSecretsOf } from '../upstream/provider-secrets.ts'
import { configurationSchema } from './server-configuration.ts'
import type { ServerConfiguration } from './server-configuration.ts'

const cached = 'configuration'

const schema = configurationSchema(
  grantTypes.filter(({ onByDefault }) => onByDefault).map(({ name }) => name),
)

/** The server definition of a sandbox; undefined where it has none. */
export type Definition = ServerConfiguration | undefined

/** A definition before and after a change. */
export interface Change<After extends Definition = ServerConfiguration> {
  before: Definition
  after: After
}

/** The sandbox's server configuration. A blank sandbox has none until somebody makes one. */
export async function configurationOf(db: Database, sandbox: Sandbox): Promise<Definition> {
  const { copies } = sandbox
  if (copies.has(cached)) return copies.get(cached) as Definition
  const configuration = await storedConfiguration(db, sandbox)
  copies.set(cached, configuration)
  return configuration
}

/** The same for what can't be done without one. @throws AdminError 409 */
export async function requireConfiguration(
  db: Database,
  sandbox: Sandbox,
): Promise<ServerConfiguration> {
  const configuration = await configurationOf(db, sandbox)
  if (configuration !== undefined) return configuration
  const description = `The authorization server has no definition yet. ${whereToMakeOne(sandbox)}`
  throw new AdminError(409, 'no_definition', description)
}

/** What to do where there is none. */
export function whereToMakeOne({ base }: Sandbox): string {
  return `Create one at ${base}/authserver/admin/.`
}

/** What a sandbox begins with that is not blank. */
export function defaultConfiguration(): ServerConfiguration {
  return schema.parse({})
}

async function storedConfiguration(db: Database, sandbox: Sandbox): Promise<Definition> {
  const row = await db
    .selectFrom('configurations')
    .select('document')
    .where('sandbox', '=', sandbox.id)
    .executeTakeFirst()
  if (row === undefined) return sandbox.settings().blank ? undefined : defaultConfiguration()
  const document: unknown = JSON.parse(row.document)
  return document === null ? undefined : schema.parse(document)
}

/**
 * Replaces the configuration, or makes one; what the document leaves out takes its default.
 * @param hookGrantTypes grant types that hooks bring along
 * @throws ConfigurationError with every problem and its path
 */
export async function replaceConfiguration(
  db: Database,
  sandbox: Sandbox,
  document: unknown,
  hookGrantTypes: string[],
  precondition?: Precondition,
): Promise<Change> {
  const after = requireValid(document, hookGrantTypes)
  return { before: await storeConfiguration(db, sandbox, after, precondition), after }
}

/**
 * Takes the configuration away. Users, clients, keys and tokens stay, and are good again once there is
 * another one.
 * @throws AdminError 404 where there is none
 */
export async function deleteConfiguration(
  db: Database,
  sandbox: Sandbox,
  precondition?: Precondition,
): Promise<Change<undefined>> {
  return db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    const before = requirePresent(await storedConfiguration(work, sandbox))
    precondition?.(before)
    await writeConfiguration(work, sandbox, null)
    return { before, after: undefined }
  })
}

/** @throws AdminError 404 where there is none */
export function requirePresent(configuration: Definition): ServerConfiguration {
  return (
    configuration ??
    refuseUnknown(
      'The authorization server has no definition. PUT one here; defaults has one to begin with.',
    )
  )
}

/**
 * Changes what a JSON merge patch names (RFC 7396); null brings a default back. Changes at the same
 * moment are all made.
 * @throws ConfigurationError with every problem and its path; AdminError 404 where there is none
 */
export async function changeConfiguration(
  db: Database,
  sandbox: Sandbox,
  patch: unknown,
  hookGrantTypes: string[],
  precondition?: Precondition,
): Promise<Change> {
  const change = readDocument(ConfigurationChange, patch)
  return db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    const before = requirePresent(await storedConfiguration(work, sandbox))
    precondition?.(before)
    const after = requireValid(mergePatch(before, change), hookGrantTypes)
    await writeConfiguration(work, sandbox, after)
    return { before, after }
  })
}

function requireValid(document: unknown, hookGrantTypes: string[]): ServerConfiguration {
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

/** Returns what was there before. */
export async function storeConfiguration(
  db: Database,
  sandbox: Sandbox,
  configuration: ServerConfiguration,
  precondition?: Precondition,
): Promise<Definition> {
  return db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    const before = await storedConfiguration(work, sandbox)
    precondition?.(before)
    await writeConfiguration(work, sandbox, configuration)
    return before
  })
}

/**
 * Stores the configuration in a transaction of the caller, who raises the version.
 * @param configuration null is kept as none: a sandbox that is not blank begins with one
 */
export async function writeConfiguration(
  work: Database,
  sandbox: Sandbox,
  configuration: ServerConfiguration | null,
): Promise<void> {
  const text = JSON.stringify(configuration)
  await keepProviderSecretsOf(work, sandbox, Object.keys(configuration?.identityProviders ?? {}))
  await work
    .insertInto('configurations')
    .values({ sandbox: sandbox.id, document: text })
    .onConflict((conflict) => conflict.column('sandbox').doUpdateSet({ document: text }))
    .execute()
}
