import { z } from 'zod'
import { ResourceServerDocument } from '@oauth-lab/kit/admin/resource-server-document.ts'
import type { Imported } from '@oauth-lab/kit/admin/transfer-document.ts'
import { mergePatch } from '@oauth-lab/kit/merge-patch.ts'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { builtInDefinition } from '@oauth-lab/kit/server-definitions/server-definitions.ts'
import {
  definitionRows,
  planDefinitions,
  readDefinitionEntry,
} from '@oauth-lab/kit/server-definitions/transfer-definitions.ts'
import { applyPlans, differences } from '@oauth-lab/kit/transfer/plan.ts'
import type { Plan } from '@oauth-lab/kit/transfer/plan.ts'
import { readEach } from '@oauth-lab/kit/transfer/read-each.ts'
import { invalid, readMember, withinOf } from '@oauth-lab/kit/transfer/read-members.ts'
import type { Importing } from '@oauth-lab/kit/transfer/transfer-routes.ts'
import { complete, configurationOf, storeDocument } from '../configuration/configurations.ts'
import type { Database, Tables } from '../store/tables.ts'
import { findRegistration, registrationEntry, RegistrationEntry } from './registration-entry.ts'

const part = 'resserver'
const within = withinOf(part)

const Part = z.strictObject({
  serverDefinitions: z.unknown().optional(),
  configuration: z.unknown().optional(),
  registration: RegistrationEntry.optional(),
})

/**
 * Brings the resource server to what a file says: all of it, or nothing where something is wrong.
 * @throws ConfigurationError with every problem and its path
 */
export async function importPart(
  db: Database,
  sandbox: Sandbox,
  document: unknown,
  { only, mode, dryRun }: Importing,
): Promise<Imported> {
  const { data, problems } = readMember(part, Part, document, { sandbox, only })
  const { serverDefinitions, configuration: wanted, registration } = data ?? {}
  const entries =
    serverDefinitions === undefined
      ? undefined
      : readEach(`${part}.serverDefinitions`, serverDefinitions, 'id', problems, (entry) =>
          readDefinitionEntry(entry, sandbox),
        )
  const ofDefinitions = planDefinitions(
    sandbox,
    part,
    await definitionRows(db, sandbox),
    entries,
    mode,
  )
  const before = await configurationOf(db, sandbox)
  const merged = mode === 'merge' ? mergePatch(before ?? {}, wanted) : wanted
  const configured = wanted === undefined ? undefined : readBy(ResourceServerDocument, merged)
  problems.push(
    ...(configured?.problems ?? []).map(({ path, message }) =>
      within({ path: path === '(document)' ? 'configuration' : `configuration.${path}`, message }),
    ),
  )
  const after = configured?.data && complete(sandbox, configured.data)
  const named = (after ?? before)?.serverDefinition
  const known = [builtInDefinition(sandbox), ...ofDefinitions.definitions].map((one) => one?.id)
  if (named !== undefined && !known.includes(named)) {
    const path = after === undefined ? 'serverDefinitions' : 'configuration.serverDefinition'
    problems.push(
      within({ path, message: `there is no server definition ${named}; the file must have it` }),
    )
  }
  if (problems.length > 0) throw invalid(problems)

  const plans: Plan<Database>[] = [
    ofDefinitions,
    planConfiguration(sandbox, before, configured?.data, after),
    planRegistration(sandbox, await findRegistration(db, sandbox), registration),
  ]
  return applyPlans(db, sandbox, plans, dryRun)
}

function planConfiguration(
  sandbox: Sandbox,
  before: ReturnType<typeof complete> | undefined,
  document: z.output<typeof ResourceServerDocument> | undefined,
  after: ReturnType<typeof complete> | undefined,
): Plan<Database> {
  if (document === undefined || after === undefined) return nothing
  const members = differences(before ?? {}, after)
  const change = before === undefined ? 'created' : 'changed'
  return {
    changes: members.length > 0 ? [{ part, name: 'configuration', change, members }] : [],
    unchanged: members.length > 0 ? 0 : 1,
    notes: [],
    async apply(work) {
      if (members.length > 0) await storeDocument(work, sandbox, document)
    },
  }
}

/** Another registration takes the place of the one there is; without a secret it is none. */
function planRegistration(
  sandbox: Sandbox,
  before: Tables['registrations'] | undefined,
  entry: RegistrationEntry | undefined,
): Plan<Database> {
  if (entry === undefined) return nothing
  const isSame = before?.client_id === entry.client_id && before.issuer === entry.issuer
  const client_secret = entry.client_secret ?? (isSame ? before.client_secret : undefined)
  const name = 'registration'
  if (client_secret === undefined) {
    const message = 'is left out: the file has no secret, and the resource server registers again'
    return { ...nothing, notes: [{ part, name, message }] }
  }
  const row = {
    sandbox: sandbox.id,
    client_id: entry.client_id,
    client_secret,
    issuer: entry.issuer,
    resource: JSON.stringify(entry.resources),
    registration_uri: entry.registration_client_uri ?? null,
    registration_token:
      entry.registration_access_token ?? (isSame ? before.registration_token : null),
  }
  const told = (one: Tables['registrations']) => {
    const { shown, secret } = registrationEntry(one)
    return { ...shown, ...secret }
  }
  const members = before === undefined ? [] : differences(told(before), told(row))
  const isUnchanged = before !== undefined && members.length === 0
  const change = before === undefined ? 'created' : 'changed'
  return {
    changes: isUnchanged ? [] : [{ part, name, change, members }],
    unchanged: isUnchanged ? 1 : 0,
    notes: [],
    async apply(work) {
      if (isUnchanged) return
      await work
        .insertInto('registrations')
        .values(row)
        .onConflict((conflict) => conflict.column('sandbox').doUpdateSet(row))
        .execute()
    },
  }
}

const nothing: Plan<Database> = { changes: [], unchanged: 0, notes: [], apply: async () => {} }
