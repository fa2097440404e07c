import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { raiseVersion } from '@oauth-lab/kit/sandboxes.ts'
import { isoTime } from '@oauth-lab/kit/store/read-page.ts'
import type { Database } from '../store/database.ts'
import type { ConfigurationRow } from '../store/tables.ts'
import { readApplications } from './applications.ts'
import type { ClientConfigurationDocument } from './configuration-document.ts'

/** A configuration as it is stored. */
export interface Configuration extends ClientConfigurationDocument {
  id: string
  madeAt: string
}

const cached = 'client configurations'
/** What belongs to a configuration and ends with it; tokens are those of its sessions. */
const ofConfiguration = [
  'client_registrations',
  'sign_ins',
  'sessions',
  'machine_tokens',
  'proof_keys',
] as const

/** All configurations of a sandbox, the first one made included. */
export async function readConfigurations(
  db: Database,
  sandbox: Sandbox,
): Promise<readonly Configuration[]> {
  const { copies } = sandbox
  const known = copies.get(cached) as readonly Configuration[] | undefined
  if (known !== undefined) return known
  await readApplications(db, sandbox)
  const rows = await db
    .selectFrom('client_configurations')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .execute()
  const configurations = rows.map(read)
  copies.set(cached, configurations)
  return configurations
}

export async function findConfiguration(
  db: Database,
  sandbox: Sandbox,
  id: string,
): Promise<Configuration | undefined> {
  return (await readConfigurations(db, sandbox)).find((one) => one.id === id)
}

export async function addConfiguration(
  db: Database,
  sandbox: Sandbox,
  document: ClientConfigurationDocument,
): Promise<Configuration> {
  const row = {
    sandbox: sandbox.id,
    configuration_id: sandbox.random.for('client configurations').token(12),
    document: JSON.stringify(document),
    server: document.server,
    made_at: sandbox.clock.now(),
  }
  await db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    await work.insertInto('client_configurations').values(row).execute()
  })
  return read(row)
}

/** Replaces what a configuration says; `require` refuses in the same transaction. */
export async function replaceConfiguration(
  db: Database,
  sandbox: Sandbox,
  id: string,
  document: ClientConfigurationDocument,
  require?: (current: Configuration) => void,
): Promise<void> {
  await db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    await requireStored(work, sandbox, id, require)
    await work
      .updateTable('client_configurations')
      .set({ document: JSON.stringify(document), server: document.server })
      .where('sandbox', '=', sandbox.id)
      .where('configuration_id', '=', id)
      .execute()
  })
}

/** Deletes a configuration and what was got with it; applications that worked with it have none. */
export async function removeConfiguration(
  db: Database,
  sandbox: Sandbox,
  id: string,
  require?: (current: Configuration) => void,
): Promise<void> {
  await db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    await requireStored(work, sandbox, id, require)
    await forgetConfiguration(work, sandbox, id)
  })
}

/** The same in a transaction that raises the sandbox's version. */
export async function forgetConfiguration(
  work: Database,
  sandbox: Sandbox,
  id: string,
): Promise<void> {
  const sessions = work
    .selectFrom('sessions')
    .select('session_hash')
    .where('sandbox', '=', sandbox.id)
    .where('configuration_id', '=', id)
  await work
    .deleteFrom('tokens')
    .where('sandbox', '=', sandbox.id)
    .where('session_hash', 'in', sessions)
    .execute()
  for (const table of [...ofConfiguration, 'client_configurations'] as const) {
    await work
      .deleteFrom(table)
      .where('sandbox', '=', sandbox.id)
      .where('configuration_id', '=', id)
      .execute()
  }
  await work
    .updateTable('applications')
    .set({ configuration_id: '' })
    .where('sandbox', '=', sandbox.id)
    .where('configuration_id', '=', id)
    .execute()
}

async function requireStored(
  work: Database,
  sandbox: Sandbox,
  id: string,
  require?: (current: Configuration) => void,
): Promise<void> {
  if (require === undefined) return
  const row = await work
    .selectFrom('client_configurations')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('configuration_id', '=', id)
    .executeTakeFirst()
  if (row !== undefined) require(read(row))
}

function read({ configuration_id, document, made_at }: ConfigurationRow): Configuration {
  const stored = JSON.parse(document) as ClientConfigurationDocument
  // Documents from before say nothing of DPoP.
  return { id: configuration_id, madeAt: isoTime(made_at), ...stored, dpop: stored.dpop ?? false }
}
