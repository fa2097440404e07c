import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import {
  definitionEntry,
  definitionRows,
} from '@oauth-lab/kit/server-definitions/transfer-definitions.ts'
import type { Secrets } from '@oauth-lab/kit/transfer/secrets.ts'
import { Application } from '../configurations/application-document.ts'
import { readApplications } from '../configurations/applications.ts'
import { readConfigurations } from '../configurations/configurations.ts'
import type { Database } from '../store/database.ts'
import { registrationEntry, registrationRows } from './registration-entry.ts'

/** What is set up by hand at the client, and what servers know it by, whose secrets stand beside it. */
export async function exportPart(
  db: Database,
  sandbox: Sandbox,
): Promise<{ members: object; secrets: Secrets }> {
  const configurations = await readConfigurations(db, sandbox)
  const applications = await readApplications(db, sandbox)
  const rows = await registrationRows(db, sandbox)
  const registrations = new Map(rows.map((row) => [row.configuration_id, registrationEntry(row)]))
  const client = {
    serverDefinitions: (await definitionRows(db, sandbox)).map(definitionEntry),
    configurations: configurations.map((configuration) => {
      const registration = registrations.get(configuration.id)?.shown
      return { ...configuration, ...(registration && { registration }) }
    }),
    applications: Object.fromEntries(
      Application.options.map((name) => [name, applications.get(name) || null]),
    ),
  }
  const secrets = [...registrations].map(([id, { secret }]) => [id, secret])
  return { members: { client }, secrets: { client: Object.fromEntries(secrets) } }
}
