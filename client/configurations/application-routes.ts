import type { FastifyInstance } from 'fastify'
import { AdminError, refuseUnknown } from '@oauth-lab/kit/admin/admin-error.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { findDefinition } from '@oauth-lab/kit/server-definitions/server-definitions.ts'
import type { AdminParts } from '../admin-parts.ts'
import { addressOf, redirectUrisOf } from './addresses.ts'
import {
  Application,
  ApplicationList,
  Choice,
  ChosenApplication,
  NamedApplication,
} from './application-document.ts'
import { choose, readApplications } from './applications.ts'
import type { Applications } from './applications.ts'
import { findConfiguration } from './configurations.ts'
import { unfitFor } from './unfit-for.ts'

/** `applications`: which configuration the web page, the machine and the single-page application work with. */
export function applicationRoutes(api: FastifyInstance, { db }: AdminParts): void {
  api.get('/applications', { schema: { response: { 200: ApplicationList } } }, async (request) => {
    const { sandbox } = request
    const applications = await readApplications(db, sandbox)
    return { items: Application.options.map((name) => show(sandbox, name, applications)) }
  })
  api.put(
    '/applications/:application',
    { schema: { params: NamedApplication, body: Choice, response: { 200: ChosenApplication } } },
    async (request) => {
      const { sandbox, params, body } = request
      const { application } = readDocument(NamedApplication, params)
      const { configuration: id } = readDocument(Choice, body)
      const before = (await readApplications(db, sandbox)).get(application) || null
      if (id !== null) {
        const configuration =
          (await findConfiguration(db, sandbox, id)) ??
          refuseUnknown(`There is no client configuration ${id}.`)
        const definition = await findDefinition(db, sandbox, configuration.server)
        requireFit(application, configuration, definition)
      }
      await choose(db, sandbox, application, id ?? '')
      request.audited = { before: { configuration: before }, after: { configuration: id } }
      return show(sandbox, application, await readApplications(db, sandbox))
    },
  )
}

/** Refuses what an application can't be. @throws AdminError 409 */
function requireFit(...asked: Parameters<typeof unfitFor>): void {
  const description = unfitFor(...asked)
  if (description !== undefined) throw new AdminError(409, 'unfit', description)
}

function show(
  sandbox: Sandbox,
  application: Application,
  applications: Applications,
): ChosenApplication {
  const { prefix } = sandbox
  return {
    application,
    address: addressOf(application, sandbox),
    configuration: applications.get(application) || null,
    redirectUris: redirectUrisOf(application, sandbox).map((uri) => {
      const { protocol, host, pathname } = new URL(uri)
      return { uri, tls: protocol === 'https:', host, prefix, path: pathname.slice(prefix.length) }
    }),
  }
}
