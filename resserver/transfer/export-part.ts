import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import {
  definitionEntry,
  definitionRows,
} from '@oauth-lab/kit/server-definitions/transfer-definitions.ts'
import type { Secrets } from '@oauth-lab/kit/transfer/secrets.ts'
import { configurationOf } from '../configuration/configurations.ts'
import type { Database } from '../store/tables.ts'
import { findRegistration, registrationEntry } from './registration-entry.ts'

/** What is set up by hand at the resource server, and its registration, whose secrets stand beside it. */
export async function exportPart(
  db: Database,
  sandbox: Sandbox,
): Promise<{ members: object; secrets: Secrets }> {
  const configuration = await configurationOf(db, sandbox)
  const row = await findRegistration(db, sandbox)
  const { shown, secret } = row === undefined ? {} : registrationEntry(row)
  const resserver = {
    serverDefinitions: (await definitionRows(db, sandbox)).map(definitionEntry),
    ...(configuration && { configuration }),
    ...(shown && { registration: shown }),
  }
  return {
    members: { resserver },
    secrets: { resserver: { ...(secret && { registration: secret }) } },
  }
}
