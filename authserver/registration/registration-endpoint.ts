import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { requireThat } from '../checks.ts'
import { forgetClients } from '../clients/client.ts'
import { ClientMetadata, redirectUriProblem } from '../clients/client-metadata.ts'
import { configurationOf } from '../configuration/configurations.ts'
import { digest } from '../digest.ts'
import { keepResources } from '../resources/registered-resources.ts'
import { issuerOf } from '../server.ts'
import type { AuthServer } from '../server.ts'
import type { ClientRow } from '../store/schema.ts'

/** Dynamic client registration (RFC 7591 §3) and management (RFC 7592 §2). */
export function registrationEndpoints(server: AuthServer) {
  return {
    register: async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      await requireMayRegister(server, request)
      const metadata = await requireMetadata(server, request, request.body)
      const { row, registrationToken } = await createClient(server, request.sandbox, metadata)
      return noStore(reply)
        .code(201)
        .send(information(request.sandbox, row, registrationToken))
    },
    read: async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const { row, token } = await requireOwn(server, request)
      return noStore(reply).send(information(request.sandbox, row, token))
    },
    update: async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const { row, token } = await requireOwn(server, request)
      const sent = (request.body ?? {}) as Record<string, unknown>
      const same =
        sent['client_id'] === row.client_id &&
        (sent['client_secret'] === undefined || sent['client_secret'] === row.client_secret)
      requireThat(
        request,
        'registration.metadata',
        same,
        'The client_id and client_secret must be those that were issued.',
      )
      const metadata = await requireMetadata(server, request, sent)
      const isPublic = metadata.token_endpoint_auth_method === 'none'
      const changed: ClientRow = {
        ...row,
        metadata: JSON.stringify(metadata),
        client_secret: isPublic ? null : (row.client_secret ?? request.sandbox.random.token(32)),
      }
      await server.db
        .updateTable('clients')
        .set({ metadata: changed.metadata, client_secret: changed.client_secret })
        .where('sandbox', '=', row.sandbox)
        .where('client_id', '=', row.client_id)
        .execute()
      await keepResources(server.db, request.sandbox, row.client_id, metadata.resource ?? [])
      forgetClients(request.sandbox)
      return noStore(reply).send(information(request.sandbox, changed, token))
    },
    remove: async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      const { row } = await requireOwn(server, request)
      await deleteClient(server, request.sandbox, row.client_id)
      return noStore(reply).code(204).send()
    },
  }
}

/** Stores a new client under an id of the server's own; a confidential one is given a secret. */
export async function createClient(
  server: AuthServer,
  sandbox: Sandbox,
  metadata: ClientMetadata,
): Promise<{ row: ClientRow; registrationToken: string }> {
  const registrationToken = sandbox.random.token(32)
  const row: ClientRow = {
    sandbox: sandbox.id,
    client_id: sandbox.random.id('c-'),
    client_secret: metadata.token_endpoint_auth_method === 'none' ? null : sandbox.random.token(32),
    registration_token_hash: digest(registrationToken),
    metadata: JSON.stringify(metadata),
    issued_at: sandbox.clock.seconds(),
  }
  await server.db.insertInto('clients').values(row).execute()
  if (metadata.resource) await keepResources(server.db, sandbox, row.client_id, metadata.resource)
  return { row, registrationToken }
}

/** Forgets a client and ends every grant and token of it (RFC 7592 §2.3). */
export async function deleteClient(
  server: AuthServer,
  sandbox: Sandbox,
  clientId: string,
): Promise<boolean> {
  const deleted = await server.db.transaction().execute(async (work) => {
    const now = sandbox.clock.now()
    for (const table of ['grants', 'access_tokens'] as const) {
      await work
        .updateTable(table)
        .set({ revoked_at: now })
        .where('sandbox', '=', sandbox.id)
        .where('client_id', '=', clientId)
        .where('revoked_at', 'is', null)
        .execute()
    }
    for (const table of ['consents', 'resources'] as const) {
      await work
        .deleteFrom(table)
        .where('sandbox', '=', sandbox.id)
        .where('client_id', '=', clientId)
        .execute()
    }
    const { numDeletedRows } = await work
      .deleteFrom('clients')
      .where('sandbox', '=', sandbox.id)
      .where('client_id', '=', clientId)
      .executeTakeFirst()
    return Number(numDeletedRows) > 0
  })
  forgetClients(sandbox)
  return deleted
}

/** Reads client metadata; the first problem is named in the error (RFC 7591 §3.2.2). */
export async function requireMetadata(
  server: AuthServer,
  request: FastifyRequest,
  body: unknown,
): Promise<ClientMetadata> {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body)
  requireThat(request, 'registration.metadata', isObject, 'Send a JSON object.')
  const issued = [
    'client_id',
    'client_secret',
    'client_id_issued_at',
    'client_secret_expires_at',
    'registration_access_token',
    'registration_client_uri',
  ]
  const sent = Object.fromEntries(Object.entries(body).filter(([name]) => !issued.includes(name)))
  const read = ClientMetadata.safeParse(sent)
  const problem = read.error?.issues
    .map(({ path, message }) => `${path.join('.')}: ${message}`)
    .join('; ')
  requireThat(request, 'registration.metadata', read.success, problem && `${problem}.`)
  const metadata = read.data
  const native = metadata.application_type === 'native'
  for (const uri of metadata.redirect_uris) {
    const wrong = redirectUriProblem(uri, native)
    requireThat(
      request,
      'registration.redirect-uris',
      wrong === undefined,
      wrong && `${uri} ${wrong}.`,
    )
  }
  for (const uri of metadata.post_logout_redirect_uris ?? []) {
    const wrong = redirectUriProblem(uri, native)
    requireThat(
      request,
      'registration.metadata',
      wrong === undefined,
      wrong && `post_logout_redirect_uris: ${uri} ${wrong}.`,
    )
  }
  const { supportedGrantTypes } = await configurationOf(server.db, request.sandbox)
  const known = [...supportedGrantTypes, ...Object.keys(server.hooks().grantTypes ?? {})]
  const unknown = metadata.grant_types.filter((type) => !known.includes(type))
  requireThat(
    request,
    'registration.metadata',
    unknown.length === 0,
    `grant_types: ${unknown.join(', ')} not supported.`,
  )
  const needsRedirect = metadata.grant_types.includes('authorization_code')
  requireThat(
    request,
    'registration.redirect-uris',
    !needsRedirect || metadata.redirect_uris.length > 0,
    'The authorization code grant needs one.',
  )
  const machine = metadata.grant_types.includes('client_credentials')
  requireThat(
    request,
    'registration.metadata',
    !machine || metadata.token_endpoint_auth_method !== 'none',
    'A public client cannot use client_credentials.',
  )
  return metadata
}

async function requireMayRegister(server: AuthServer, request: FastifyRequest): Promise<void> {
  const { registration } = await configurationOf(server.db, request.sandbox)
  requireThat(request, 'registration.open', registration !== 'off')
  if (registration === 'open') return
  const token = bearer(request)
  const row =
    token &&
    (await server.db
      .selectFrom('initial_tokens')
      .select('expires_at')
      .where('sandbox', '=', request.sandbox.id)
      .where('token_hash', '=', digest(token))
      .executeTakeFirst())
  const now = request.sandbox.clock.now()
  requireThat(
    request,
    'registration.initial-token',
    row && (row.expires_at === null || row.expires_at > now),
  )
}

async function requireOwn(
  server: AuthServer,
  request: FastifyRequest,
): Promise<{ row: ClientRow; token: string }> {
  const { clientId } = request.params as { clientId: string }
  const token = bearer(request) ?? ''
  const row = await server.db
    .selectFrom('clients')
    .selectAll()
    .where('sandbox', '=', request.sandbox.id)
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  requireThat(
    request,
    'registration.access-token',
    row !== undefined && row.registration_token_hash === digest(token),
  )
  return { row: row, token }
}

/** What was registered comes back as it was (RFC 7591 §3.2.1). */
function information(sandbox: Sandbox, row: ClientRow, registrationToken: string): object {
  return {
    ...(JSON.parse(row.metadata) as object),
    client_id: row.client_id,
    client_id_issued_at: row.issued_at,
    ...(row.client_secret !== null && {
      client_secret: row.client_secret,
      client_secret_expires_at: 0,
    }),
    registration_access_token: registrationToken,
    registration_client_uri: `${issuerOf(sandbox)}/register/${row.client_id}`,
  }
}

function bearer(request: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
}

function noStore(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store').header('pragma', 'no-cache')
}
