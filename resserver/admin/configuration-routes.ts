import type { FastifyInstance, FastifyRequest } from 'fastify'
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
  ResourceServerConfiguration,
  ResourceServerDocument,
} from '@oauth-lab/kit/admin/resource-server-document.ts'
import {
  configurationOf,
  defaultConfiguration,
  deleteConfiguration,
  replaceConfiguration,
  requirePresent,
} from '../configuration/configurations.ts'
import type { Database } from '../store/tables.ts'

/**
 * `configuration`: the resource server's document, read, made, replaced and deleted.
 * @param announce tells the authorization server which resources there are now
 */
export function configurationRoutes(
  api: FastifyInstance,
  db: Database,
  announce: (request: FastifyRequest) => Promise<void>,
): void {
  const answer = withEtag(ResourceServerConfiguration)

  api.get('/configuration', { schema: { response: { 200: answer } } }, async (request, reply) => {
    const configuration = requirePresent(await configurationOf(db, request.sandbox))
    return reply.header('etag', etagOf(configuration)).send(configuration)
  })
  api.get(
    '/configuration/defaults',
    { schema: { response: { 200: ResourceServerConfiguration } } },
    ({ sandbox }) => defaultConfiguration(sandbox),
  )
  api.put(
    '/configuration',
    {
      schema: {
        ...conditionalOrNew,
        body: ResourceServerDocument,
        response: { 200: answer, 201: answer, 412: Changed },
      },
    },
    async (request, reply) => {
      const { sandbox, body } = request
      const change = await replaceConfiguration(db, sandbox, body, preconditionOf(request))
      const { before, after } = change
      request.audited = { ...(before && { before }), after }
      await announce(request)
      // RFC 9110 §9.3.4.
      return reply
        .code(before === undefined ? 201 : 200)
        .header('etag', etagOf(after))
        .send(after)
    },
  )
  api.delete(
    '/configuration',
    { schema: { ...conditional, response: { 204: Done, 412: Changed } } },
    async (request, reply) => {
      const { before } = await deleteConfiguration(db, request.sandbox, preconditionOf(request))
      request.audited = { ...(before && { before }) }
      return reply.code(204).send()
    },
  )
}
