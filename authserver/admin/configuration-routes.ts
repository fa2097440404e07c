import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import {
  Configuration,
  ConfigurationChange,
  ConfigurationDocument,
  ProfileDocument,
} from '@oauth-lab/kit/admin/configuration-document.ts'
import {
  Changed,
  conditional,
  conditionalOrNew,
  Done,
  etagOf,
  preconditionOf,
  withEtag,
} from '@oauth-lab/kit/admin/etag.ts'
import {
  changeConfiguration,
  configurationOf,
  defaultConfiguration,
  deleteConfiguration,
  replaceConfiguration,
  requirePresent,
} from '../configuration/configurations.ts'
import { profiles } from '../profiles/profiles.ts'
import type { AuthServer } from '../server.ts'

/** The server definition: read, created, changed and deleted. */
export function configurationRoutes(api: FastifyInstance, server: AuthServer): void {
  const { db } = server
  const grantTypesOfHooks = ({ sandbox }: FastifyRequest) =>
    Object.keys(server.hooks(sandbox).grantTypes ?? {})
  const sent = (request: FastifyRequest) =>
    [
      db,
      request.sandbox,
      request.body,
      grantTypesOfHooks(request),
      preconditionOf(request),
    ] as const
  const changed = { 200: withEtag(Configuration), 412: Changed }

  api.get(
    '/configuration',
    { schema: { response: { 200: withEtag(Configuration) } } },
    async ({ sandbox }, reply) => {
      const configuration = requirePresent(await configurationOf(db, sandbox))
      return reply.header('etag', etagOf(configuration)).send(configuration)
    },
  )
  api.get(
    '/configuration/defaults',
    { schema: { response: { 200: Configuration } } },
    defaultConfiguration,
  )
  api.get(
    '/configuration/profiles',
    { schema: { response: { 200: z.strictObject({ items: z.array(ProfileDocument) }) } } },
    () => ({
      items: profiles.map(({ name, is, changes }) => ({
        name,
        is,
        changes: changes.map(({ says, why, clause, waives }) => ({
          says,
          why,
          clause,
          ...(waives !== undefined && { waives: [...waives] }),
        })),
      })),
    }),
  )
  api.put(
    '/configuration',
    {
      schema: {
        ...conditionalOrNew,
        body: ConfigurationDocument,
        response: { ...changed, 201: withEtag(Configuration) },
      },
    },
    async (request, reply) => {
      const change = await replaceConfiguration(...sent(request))
      request.audited = change
      // RFC 9110 §9.3.4.
      const status = change.before === undefined ? 201 : 200
      return reply.code(status).header('etag', etagOf(change.after)).send(change.after)
    },
  )
  api.patch(
    '/configuration',
    { schema: { ...conditional, body: ConfigurationChange, response: changed } },
    async (request, reply) => {
      const change = await changeConfiguration(...sent(request))
      request.audited = change
      return reply.header('etag', etagOf(change.after)).send(change.after)
    },
  )
  api.delete(
    '/configuration',
    { schema: { ...conditional, response: { 204: Done, 412: Changed } } },
    async (request, reply) => {
      request.audited = await deleteConfiguration(db, request.sandbox, preconditionOf(request))
      return reply.code(204).send()
    },
  )
}
