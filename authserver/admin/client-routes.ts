import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import {
  ClientChange,
  ClientDocument,
  ClientInfo,
  ClientPage,
  ClientQuestion,
  NamedClient,
} from '@oauth-lab/kit/admin/client-document.ts'
import {
  Changed,
  conditional,
  Done,
  etagOf,
  preconditionOf,
  withEtag,
} from '@oauth-lab/kit/admin/etag.ts'
import { asksForPage } from '@oauth-lab/kit/admin/list-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { members } from '../clients/client-metadata.ts'
import { listClients } from '../clients/list-clients.ts'
import { asProblem, readClientDocument } from '../clients/read-client-document.ts'
import type { ReadClient } from '../clients/read-client-document.ts'
import { createClient, deleteClients, replaceMetadata } from '../clients/store-client.ts'
import type { Unchanged } from '../clients/store-client.ts'
import { requireConfiguration } from '../configuration/configurations.ts'
import { findClients } from '../inventory/find-clients.ts'
import { offeredBy } from '../registration/require-metadata.ts'
import { sectorListProblems } from '../registration/rules/sector.ts'
import type { AuthServer } from '../server.ts'
import type { ClientRow } from '../store/tables.ts'
import { findSubject } from '../users/users.ts'

/** In a change null brings a default back. */
const nullable = ([name, type]: [string, z.ZodType]) => [name, type.nullish()] as const

/** Each member of the metadata as the server takes it, so that the API's description names them all. */
const metadata = z.object(members).partial().shape
const NewClient = z.looseObject({ ...metadata, ...ClientDocument.shape, ...metadata })
const ChangedClient = z.looseObject({
  ...Object.fromEntries(Object.entries(NewClient.omit({ client_id: true }).shape).map(nullable)),
  former_secret_lifetime: ClientChange.shape.former_secret_lifetime,
})

/** Clients: listed, made with an id and a secret of one's own choice, changed and deleted. */
export function clientRoutes(api: FastifyInstance, server: AuthServer): void {
  const { db } = server
  const requireClient = async (
    sandbox: Sandbox,
    document: unknown,
    nameBefore?: string | null,
  ): Promise<ReadClient> => {
    const offered = offeredBy(
      server.hooks(sandbox),
      await requireConfiguration(db, sandbox),
      sandbox,
    )
    const { client, problems } = readClientDocument(document, offered, nameBefore ?? undefined)
    if (client === undefined) throw new ConfigurationError('The client is not valid.', problems)
    const ofSector = await sectorListProblems(server, client.metadata)
    if (ofSector.length > 0) {
      throw new ConfigurationError('The client is not valid.', ofSector.map(asProblem))
    }
    return client
  }
  const requireRow = async (sandbox: Sandbox, query: unknown): Promise<ClientRow> => {
    const { client_id } = readDocument(NamedClient, query)
    const [row] = await listClients(db, sandbox, { client_id })
    if (row !== undefined) return row
    throw new AdminError(404, 'not_found', `There is no client ${client_id}.`)
  }
  const unchangedOf =
    (request: FastifyRequest, client_id: string): Unchanged =>
    async (work) => {
      const precondition = preconditionOf(request)
      if (precondition === undefined) return
      const [row] = await listClients(work, request.sandbox, { client_id })
      precondition(row && showClient(row))
    }

  const response = { 200: z.union([z.array(ClientInfo), ClientPage]) }
  const listing = { querystring: ClientQuestion, response }
  api.get('/clients', { schema: listing }, async ({ sandbox, query }, reply) => {
    const question = readDocument(ClientQuestion, query)
    if (asksForPage(query)) return findClients(db, sandbox, question, showClient)
    const clients = (await listClients(db, sandbox, question)).map(showClient)
    const [one] = clients
    if (question.client_id !== undefined && one !== undefined) reply.header('etag', etagOf(one))
    return clients
  })
  api.post(
    '/clients',
    { schema: { body: NewClient, response: { 201: ClientInfo } } },
    async (request, reply) => {
      const { sandbox, body } = request
      const { metadata, ...identity } = await requireClient(sandbox, body)
      if (identity.id !== undefined && (await findSubject(db, sandbox, identity.id))) {
        const description = `${identity.id} is the sub of a user: they must not be taken for each other (RFC 9700 §4.15).`
        throw new AdminError(409, 'exists', description)
      }
      const how = { selfRegistered: false, ...identity }
      const { row } = await createClient({ server, sandbox }, metadata, how)
      request.audited = { about: { client_id: row.client_id }, after: withoutSecret(row) }
      return reply.code(201).header('cache-control', 'no-store').send(showClient(row))
    },
  )
  api.patch(
    '/clients',
    {
      schema: {
        ...conditional,
        querystring: NamedClient,
        body: ChangedClient,
        response: { 200: withEtag(ClientInfo), 412: Changed },
      },
    },
    async (request, reply) => {
      const { sandbox, query, body } = request
      const row = await requireRow(sandbox, query)
      const { former_secret_lifetime: lifetime, ...change } = readDocument(ClientChange, body)
      if (change['client_id'] !== undefined) {
        const problems = [{ path: 'client_id', message: 'stays as it was made' }]
        throw new ConfigurationError('The client is not valid.', problems)
      }
      if (lifetime !== undefined && change.client_secret === undefined) {
        const message = 'goes with client_secret: it is about the one before'
        const problems = [{ path: 'former_secret_lifetime', message }]
        throw new ConfigurationError('The client is not valid.', problems)
      }
      const { metadata, secret } = await requireClient(
        sandbox,
        withChange(row, change),
        row.client_name,
      )
      const changed = await replaceMetadata({ server, sandbox }, row, metadata, {
        secret: change.client_secret === null ? null : secret,
        requireUnchanged: unchangedOf(request, row.client_id),
        formerSecretLifetime: lifetime,
      })
      request.audited = { before: withoutSecret(row), after: withoutSecret(changed) }
      const shown = showClient(changed)
      return reply.header('cache-control', 'no-store').header('etag', etagOf(shown)).send(shown)
    },
  )
  const removal = {
    ...conditional,
    querystring: NamedClient,
    response: { 204: Done, 412: Changed },
  }
  api.delete('/clients', { schema: removal }, async (request, reply) => {
    const { sandbox } = request
    const row = await requireRow(sandbox, request.query)
    const { client_id } = row
    await deleteClients({ server, sandbox }, [client_id], unchangedOf(request, client_id))
    request.audited = { before: withoutSecret(row) }
    return reply.code(204).send()
  })
}

/** Grant and response types follow from each other: the one that is not told is not kept. */
function withChange({ metadata }: ClientRow, change: ClientChange): Record<string, unknown> {
  const before = JSON.parse(metadata) as Record<string, unknown>
  if (change.grant_types !== undefined) delete before['response_types']
  const all = Object.entries({ ...before, ...change })
  return Object.fromEntries(all.filter(([, value]) => value !== null))
}

function showClient(row: ClientRow): ClientInfo {
  return {
    ...(JSON.parse(row.metadata) as object),
    client_id: row.client_id,
    ...(row.client_secret !== null && { client_secret: row.client_secret }),
  }
}

function withoutSecret(row: ClientRow): ClientInfo {
  return showClient({ ...row, client_secret: null })
}
