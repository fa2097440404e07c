import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { raiseVersion } from '@oauth-lab/kit/sandboxes.ts'
import { builtInId } from '@oauth-lab/kit/server-definitions/server-definitions.ts'
import type { Database } from '../store/database.ts'
import { defaultConfiguration } from '../store/tables.ts'
import { Application } from './application-document.ts'
import { ClientConfigurationDocument } from './configuration-document.ts'

const cached = 'applications'

/** The configuration's id by application; empty: none. */
export type Applications = ReadonlyMap<string, string>

/**
 * Which configuration each application works with. A sandbox that is not blank begins with one for
 * the web page and the machine; what is deleted later stays away until a reset.
 */
export async function readApplications(db: Database, sandbox: Sandbox): Promise<Applications> {
  const { copies } = sandbox
  const known = copies.get(cached) as Applications | undefined
  if (known !== undefined) return known
  let rows = await select(db, sandbox)
  if (rows.length === 0 && !sandbox.settings().blank) {
    await insertDefaults(db, sandbox)
    rows = await select(db, sandbox)
  }
  const applications = new Map(
    rows.map(({ application, configuration_id }) => [application, configuration_id]),
  )
  copies.set(cached, applications)
  return applications
}

/** Lets an application work with a configuration from now on; empty: with none. */
export async function choose(
  db: Database,
  sandbox: Sandbox,
  application: Application,
  configuration_id: string,
): Promise<void> {
  await db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    await storeChoice(work, sandbox, application, configuration_id)
  })
}

/** The same in a transaction that raises the sandbox's version. */
export async function storeChoice(
  work: Database,
  { id: sandbox }: Sandbox,
  application: Application,
  configuration_id: string,
): Promise<void> {
  await work
    .insertInto('applications')
    .values({ sandbox, application, configuration_id })
    .onConflict((conflict) =>
      conflict.columns(['sandbox', 'application']).doUpdateSet({ configuration_id }),
    )
    .execute()
}

/** The applications that work with a configuration. */
export function usersOf(applications: Applications, id: string): Application[] {
  return Application.options.filter((application) => applications.get(application) === id)
}

function select(db: Database, sandbox: Sandbox) {
  return db.selectFrom('applications').selectAll().where('sandbox', '=', sandbox.id).execute()
}

/** Another process may do the same at this moment. */
async function insertDefaults(db: Database, { id: sandbox, clock }: Sandbox): Promise<void> {
  const document = ClientConfigurationDocument.parse({
    name: 'Simple Web Page',
    clientName: 'simple-web-page',
    server: builtInId,
    registersItself: true,
  })
  await db.transaction().execute(async (work) => {
    await work
      .insertInto('client_configurations')
      .values({
        sandbox,
        configuration_id: defaultConfiguration,
        document: JSON.stringify(document),
        server: builtInId,
        made_at: clock.now(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    await work
      .insertInto('applications')
      .values(
        Application.options.map((application) => ({
          sandbox,
          application,
          configuration_id: application === 'spa' ? '' : defaultConfiguration,
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  })
}
