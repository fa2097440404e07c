import { z } from 'zod'
import type { Imported } from '@oauth-lab/kit/admin/transfer-document.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { builtInDefinition } from '@oauth-lab/kit/server-definitions/server-definitions.ts'
import {
  definitionRows,
  planDefinitions,
  readDefinitionEntry,
} from '@oauth-lab/kit/server-definitions/transfer-definitions.ts'
import { applyPlans } from '@oauth-lab/kit/transfer/plan.ts'
import { readEach } from '@oauth-lab/kit/transfer/read-each.ts'
import { invalid, readMember } from '@oauth-lab/kit/transfer/read-members.ts'
import type { Importing } from '@oauth-lab/kit/transfer/transfer-routes.ts'
import { Application } from '../configurations/application-document.ts'
import { readApplications } from '../configurations/applications.ts'
import { readConfigurations } from '../configurations/configurations.ts'
import { unfitFor } from '../configurations/unfit-for.ts'
import type { Database } from '../store/database.ts'
import { readConfigurationEntry } from './configuration-entry.ts'
import { planApplications } from './plan-applications.ts'
import { planConfigurations } from './plan-configurations.ts'
import { registrationRows } from './registration-entry.ts'

const part = 'client'
const Choice = z.string().min(1).max(200).nullable().optional()

const Part = z.strictObject({
  serverDefinitions: z.unknown().optional(),
  configurations: z.unknown().optional(),
  applications: z
    .strictObject({ web: Choice, machine: Choice, spa: Choice } satisfies Record<
      Application,
      unknown
    >)
    .optional(),
})

/**
 * Brings the client to what a file says: all of it, or nothing where something is wrong.
 * @throws ConfigurationError with every problem and its path
 */
export async function importPart(
  db: Database,
  sandbox: Sandbox,
  document: unknown,
  { only, mode, dryRun }: Importing,
): Promise<Imported> {
  const { data, problems } = readMember(part, Part, document, { sandbox, only })
  const { serverDefinitions, configurations, applications } = data ?? {}
  const list = <T>(name: string, entries: unknown, entryOf: Parameters<typeof readEach<T>>[4]) =>
    entries === undefined
      ? undefined
      : readEach(`${part}.${name}`, entries, 'id', problems, entryOf)
  const ofDefinitions = planDefinitions(
    sandbox,
    part,
    await definitionRows(db, sandbox),
    list('serverDefinitions', serverDefinitions, (entry) => readDefinitionEntry(entry, sandbox)),
    mode,
  )
  const entries = list('configurations', configurations, readConfigurationEntry)
  const ofConfigurations = planConfigurations(sandbox, {
    before: await readConfigurations(db, sandbox),
    registrations: await registrationRows(db, sandbox),
    entries,
    mode,
  })
  const chosen = await readApplications(db, sandbox)
  const ofApplications = planApplications(sandbox, chosen, applications ?? {})
  const definitions = [builtInDefinition(sandbox), ...ofDefinitions.definitions]
  const findDefinition = (id: string) => definitions.find((one) => one?.id === id)

  for (const { id, server } of ofConfigurations.documents) {
    if (findDefinition(server) !== undefined) continue
    const at = entries?.findIndex((one) => one.id === id) ?? -1
    problems.push({
      path: at < 0 ? `${part}.serverDefinitions` : `${part}.configurations.${at}.server`,
      message: `there is no server definition ${server} for the configuration ${id}; the file must have it`,
    })
  }
  for (const [application, id] of Object.entries(applications ?? {}) as [Application, string][]) {
    const path = `${part}.applications.${application}`
    const problem = problemOf(path, application, id || undefined)
    if (problem !== undefined) problems.push(problem)
  }
  if (problems.length > 0) throw invalid(problems)

  return applyPlans(db, sandbox, [ofDefinitions, ofConfigurations, ofApplications], dryRun)

  function problemOf(
    path: string,
    application: Application,
    id: string | undefined,
  ): Problem | undefined {
    if (id === undefined) return undefined
    const configuration = ofConfigurations.documents.find((one) => one.id === id)
    if (configuration === undefined) {
      return { path, message: `there is no client configuration ${id}; the file must have it` }
    }
    const message = unfitFor(application, configuration, findDefinition(configuration.server))
    return message === undefined ? undefined : { path, message }
  }
}
