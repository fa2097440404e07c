import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AdminError, refuseUnknown } from '../admin/admin-error.ts'
import { Changed, conditional, Done, etagOf, preconditionOf, withEtag } from '../admin/etag.ts'
import { ById } from '../admin/list-document.ts'
import { readDocument } from '../admin/read-document.ts'
import {
  DiscoveryAnswer,
  DiscoveryRequest,
  ServerDefinition,
  ServerDefinitionDocument,
  ServerDefinitionPage,
  ServerDefinitionQuestion,
} from '../admin/server-definition-document.ts'
import { RequestToSend, SentRequest } from '../admin/sent-request-document.ts'
import { ConfigurationError } from '../problems.ts'
import type { Sandbox } from '../sandbox.ts'
import { discoverServer, wrongMembers } from './discover-server.ts'
import type { DiscoveryParts } from './discover-server.ts'
import { sendRequest } from './send-request.ts'
import {
  addDefinition,
  findDefinition,
  listDefinitions,
  removeDefinition,
  replaceDefinition,
} from './server-definitions.ts'
import type { ServerDefinitionDatabase } from './server-definition-table.ts'

export interface ServerDefinitionParts extends DiscoveryParts {
  db: ServerDefinitionDatabase
  /** What uses a definition, in words; undefined when nothing does. */
  usedBy: (sandbox: Sandbox, id: string) => Promise<string | undefined>
}

/** `server-definitions`: discovered, listed, made, changed and deleted; requests to them are tried out. */
export function serverDefinitionRoutes(api: FastifyInstance, parts: ServerDefinitionParts): void {
  const { db, usedBy } = parts
  const required = async ({ sandbox, params }: FastifyRequest): Promise<ServerDefinition> => {
    const { id } = readDocument(ById, params)
    return (
      (await findDefinition(db, sandbox, id)) ??
      refuseUnknown(`There is no server definition ${id}.`)
    )
  }
  const own = async (request: FastifyRequest): Promise<ServerDefinition> => {
    const definition = await required(request)
    if (!definition.builtIn) return definition
    const description = 'This one follows from how the lab was started: make another one.'
    throw new AdminError(409, 'built_in', description)
  }
  /** What a document says, once the server has answered as it must. */
  const discovered = async (request: FastifyRequest) => {
    const { name, ...wanted } = readDocument(ServerDefinitionDocument, request.body)
    const answer = await discoverServer(request.sandbox, wanted, parts)
    const { checks, usable, source } = answer
    request.checks.push(...checks)
    if (!usable) throw refusal(answer, wrongMembers(request.sandbox, answer, parts.needs))
    const { issuer, authority, metadata = null } = wanted
    return { name: name ?? new URL(issuer).host, issuer, authority, source, metadata }
  }

  api.post(
    '/server-definitions/discover',
    {
      config: { dry: true },
      schema: { body: DiscoveryRequest, response: { 200: DiscoveryAnswer } },
    },
    async (request) => {
      const wanted = readDocument(DiscoveryRequest, request.body)
      const answer = await discoverServer(request.sandbox, wanted, parts)
      request.checks.push(...answer.checks)
      request.audited = { about: { issuer: wanted.issuer } }
      return answer
    },
  )
  api.get(
    '/server-definitions',
    {
      schema: { querystring: ServerDefinitionQuestion, response: { 200: ServerDefinitionPage } },
    },
    ({ sandbox, query }) =>
      listDefinitions(db, sandbox, readDocument(ServerDefinitionQuestion, query)),
  )
  api.post(
    '/server-definitions',
    {
      schema: { body: ServerDefinitionDocument, response: { 201: withEtag(ServerDefinition) } },
    },
    async (request, reply) => {
      const made = await addDefinition(db, request.sandbox, await discovered(request))
      request.audited = { about: { id: made.id }, after: made }
      return reply.code(201).header('etag', etagOf(made)).send(made)
    },
  )
  api.get(
    '/server-definitions/:id',
    { schema: { params: ById, response: { 200: withEtag(ServerDefinition) } } },
    async (request, reply) => {
      const definition = await required(request)
      return reply.header('etag', etagOf(definition)).send(definition)
    },
  )
  api.put(
    '/server-definitions/:id',
    {
      schema: {
        ...conditional,
        params: ById,
        body: ServerDefinitionDocument,
        response: { 200: withEtag(ServerDefinition), 412: Changed },
      },
    },
    async (request, reply) => {
      const before = await own(request)
      const document = await discovered(request)
      const { id } = before
      await replaceDefinition(db, request.sandbox, id, document, preconditionOf(request))
      const after = { ...before, ...document }
      request.audited = { before, after }
      return reply.header('etag', etagOf(after)).send(after)
    },
  )
  api.post(
    '/server-definitions/:id/requests',
    {
      config: { dry: true },
      schema: { params: ById, body: RequestToSend, response: { 200: SentRequest } },
    },
    async (request, reply) => {
      const definition = await required(request)
      const wanted = readDocument(RequestToSend, request.body)
      const { id, issuer } = definition
      request.audited = { about: { id, issuer, endpoint: wanted.endpoint } }
      reply.header('cache-control', 'no-store')
      return sendRequest(request.sandbox, definition, wanted, parts.fetchTrusting)
    },
  )
  api.delete(
    '/server-definitions/:id',
    { schema: { ...conditional, params: ById, response: { 204: Done, 412: Changed } } },
    async (request, reply) => {
      const before = await own(request)
      const user = await usedBy(request.sandbox, before.id)
      if (user !== undefined) {
        throw new AdminError(409, 'in_use', `${user} uses it: let that use another one first.`)
      }
      await removeDefinition(db, request.sandbox, before.id, preconditionOf(request))
      request.audited = { before }
      return reply.code(204).send()
    },
  )
}

/** The failed check as a problem of each member that it is about. @param wrong members of the metadata */
function refusal(
  { checks, source, metadata }: DiscoveryAnswer,
  wrong: readonly string[],
): ConfigurationError {
  const failed = checks.at(-1)!
  const text = [failed.says, failed.detail, `(check ${failed.id}, ${failed.clause})`]
  const message = text.filter(Boolean).join(' ')
  const keys = metadata?.['jwks_uri'] === undefined ? 'jwks' : 'jwks_uri'
  const ofTyped: Record<string, readonly string[]> = {
    'server-definition.members': wrong,
    'server-definition.keys': [keys],
    // Of what was typed, its keys alone are asked for.
    'server-definition.address': [keys],
    'server-definition.certificate': [keys],
  }
  const members = source === 'typed' ? ofTyped[failed.id] : undefined
  const paths = members?.map((name) => `metadata.${name}`) ?? [
    failed.id === 'server-definition.authority' ? 'authority' : 'issuer',
  ]
  return new ConfigurationError(
    'The server cannot be used.',
    paths.map((path) => ({ path, message })),
  )
}
