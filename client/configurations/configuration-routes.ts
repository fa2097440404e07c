import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuseUnknown } from '@oauth-lab/kit/admin/admin-error.ts'
import {
  Changed,
  conditional,
  Done,
  etagOf,
  preconditionOf,
  withEtag,
} from '@oauth-lab/kit/admin/etag.ts'
import { ById } from '@oauth-lab/kit/admin/list-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { findDefinition } from '@oauth-lab/kit/server-definitions/server-definitions.ts'
import type { AdminParts } from '../admin-parts.ts'
import { createManagement } from '../registration/management.ts'
import {
  ClientConfiguration,
  ClientConfigurationDocument,
  ClientConfigurationPage,
  ClientConfigurationQuestion,
} from './configuration-document.ts'
import {
  addConfiguration,
  findConfiguration,
  readConfigurations,
  removeConfiguration,
  replaceConfiguration,
} from './configurations.ts'
import type { Configuration } from './configurations.ts'
import { createShowConfiguration, editedOf } from './show-configuration.ts'

/** The configuration that a path names. @throws AdminError 404 */
export async function requireConfiguration(
  { db }: Pick<AdminParts, 'db'>,
  { sandbox, params }: FastifyRequest,
): Promise<Configuration> {
  const { id } = readDocument(ById, params)
  return (
    (await findConfiguration(db, sandbox, id)) ??
    refuseUnknown(`There is no client configuration ${id}.`)
  )
}

/** `client-configurations`: listed, made, changed and deleted. */
export function configurationRoutes(api: FastifyInstance, parts: AdminParts): void {
  const { db, registrations } = parts
  const show = createShowConfiguration(parts)
  const manage = createManagement(parts)
  const read = async ({ sandbox, body }: FastifyRequest) => {
    const document = readDocument(ClientConfigurationDocument, body)
    if ((await findDefinition(db, sandbox, document.server)) !== undefined) return document
    throw new ConfigurationError('The document is not valid.', [
      { path: 'server', message: 'must be the id of a server definition: discover one first' },
    ])
  }
  const precondition = (request: FastifyRequest) => {
    const require = preconditionOf(request)
    return require && ((current: Configuration) => require(editedOf(current)))
  }

  api.get(
    '/client-configurations',
    {
      schema: {
        querystring: ClientConfigurationQuestion,
        response: { 200: ClientConfigurationPage },
      },
    },
    async (request) => {
      const { sandbox, query } = request
      const question = readDocument(ClientConfigurationQuestion, query)
      const { server, search = '', sort, order, page, size } = question
      const part = search.toLowerCase()
      const shown = await show.all(sandbox, await readConfigurations(db, sandbox))
      const fitting = shown
        .filter((one) => server === undefined || one.server === server)
        .filter(({ name, clientName, registration }) =>
          [name, clientName, registration?.client_id ?? ''].join('\n').toLowerCase().includes(part),
        )
        .toSorted((one, other) => compare(one[sort] + one.id, other[sort] + other.id, order))
      const items = fitting.slice((page - 1) * size, page * size)
      return { total: fitting.length, page, size, items }
    },
  )
  api.post(
    '/client-configurations',
    {
      schema: {
        body: ClientConfigurationDocument,
        response: { 201: withEtag(ClientConfiguration) },
      },
    },
    async (request, reply) => {
      const made = await addConfiguration(db, request.sandbox, await read(request))
      request.audited = { about: { id: made.id }, after: made }
      return reply
        .code(201)
        .header('etag', etagOf(editedOf(made)))
        .send(await show.one(request.sandbox, made))
    },
  )
  api.get(
    '/client-configurations/:id',
    { schema: { params: ById, response: { 200: withEtag(ClientConfiguration) } } },
    async (request, reply) => {
      const configuration = await requireConfiguration(parts, request)
      const shown = await show.one(request.sandbox, configuration)
      return reply.header('etag', etagOf(editedOf(configuration))).send(shown)
    },
  )
  api.put(
    '/client-configurations/:id',
    {
      schema: {
        ...conditional,
        params: ById,
        body: ClientConfigurationDocument,
        response: { 200: withEtag(ClientConfiguration), 412: Changed },
      },
    },
    async (request, reply) => {
      const before = await requireConfiguration(parts, request)
      const document = await read(request)
      const require = precondition(request)
      require?.(before)
      const { id, madeAt } = before
      const after = { id, madeAt, ...document }
      const { sandbox } = request
      if (before.server !== after.server || before.type !== after.type) {
        // It is another client from now on.
        await manage.end(request, before)
        await replaceConfiguration(db, sandbox, id, document, require)
        await registrations.remove(sandbox.id, id)
      } else {
        const answer = await manage.change(request, before, after)
        await replaceConfiguration(db, sandbox, id, document, require)
        if (answer !== undefined) await registrations.replace(answer)
      }
      request.audited = { before, after }
      const shown = await show.one(sandbox, after)
      return reply.header('etag', etagOf(editedOf(after))).send(shown)
    },
  )
  api.delete(
    '/client-configurations/:id',
    { schema: { ...conditional, params: ById, response: { 204: Done, 412: Changed } } },
    async (request, reply) => {
      const before = await requireConfiguration(parts, request)
      const require = precondition(request)
      require?.(before)
      await manage.end(request, before)
      await removeConfiguration(db, request.sandbox, before.id, require)
      request.audited = { before }
      return reply.code(204).send()
    },
  )
}

function compare(one: string, other: string, order: 'asc' | 'desc'): number {
  return (one < other ? -1 : 1) * (order === 'asc' ? 1 : -1)
}
