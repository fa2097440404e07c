import type { FastifyReply } from 'fastify'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { raiseVersion } from '@oauth-lab/kit/sandboxes.ts'
import { requireThat } from '../checks.ts'
import { ClientMetadata, redirectUriProblem } from '../clients/client-metadata.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { keepResources } from '../resources/registered-resources.ts'
import { issuerOf } from '../server.ts'
import type { ClientRow } from '../store/tables.ts'

/** Dynamic client registration (RFC 7591 §3). */
export async function register(exchange: Exchange): Promise<unknown> {
  await requireMayRegister(exchange)
  const metadata = await requireMetadata(exchange, exchange.request.body)
  const { row, registrationToken } = await createClient(exchange, metadata)
  return noStore(exchange.reply)
    .code(201)
    .send(information(exchange.sandbox, row, registrationToken))
}

/** Tells a client its registration (RFC 7592 §2.1). */
export async function read(exchange: Exchange): Promise<unknown> {
  const { row, token } = await requireOwn(exchange)
  return noStore(exchange.reply).send(information(exchange.sandbox, row, token))
}

/** Replaces a client's metadata (RFC 7592 §2.2). */
export async function update(exchange: Exchange): Promise<unknown> {
  const { row, token } = await requireOwn(exchange)
  const sent = (exchange.request.body ?? {}) as Record<string, unknown>
  const same =
    sent['client_id'] === row.client_id &&
    (sent['client_secret'] === undefined || sent['client_secret'] === row.client_secret)
  requireThat(
    exchange,
    'registration.metadata',
    same,
    'The client_id and client_secret must be those that were issued.',
  )
  const metadata = await requireMetadata(exchange, sent)
  const isPublic = metadata.token_endpoint_auth_method === 'none'
  const changed: ClientRow = {
    ...row,
    metadata: JSON.stringify(metadata),
    client_secret: isPublic ? null : (row.client_secret ?? exchange.sandbox.random.token(32)),
  }
  const { server, sandbox } = exchange
  await server.db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    await work
      .updateTable('clients')
      .set({ metadata: changed.metadata, client_secret: changed.client_secret })
      .where('sandbox', '=', row.sandbox)
      .where('client_id', '=', row.client_id)
      .execute()
    await keepResources(work, sandbox, row.client_id, metadata.resource ?? [])
  })
  return noStore(exchange.reply).send(information(sandbox, changed, token))
}

/** Ends a registration (RFC 7592 §2.3). */
export async function remove(exchange: Exchange): Promise<unknown> {
  const { row } = await requireOwn(exchange)
  await deleteClient(exchange, row.client_id)
  return noStore(exchange.reply).code(204).send()
}

/** Stores a new client under an id of the server's own; a confidential one is given a secret. */
export async function createClient(
  { server, sandbox }: Exchange,
  metadata: ClientMetadata,
): Promise<{ row: ClientRow; registrationToken: string }> {
  const random = sandbox.random.for(`client ${metadata.client_name}`)
  const registrationToken = random.token(32)
  const row: ClientRow = {
    sandbox: sandbox.id,
    client_id: random.id('c-'),
    client_secret: metadata.token_endpoint_auth_method === 'none' ? null : random.token(32),
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
  { server, sandbox }: Exchange,
  clientId: string,
): Promise<boolean> {
  return server.db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
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
    for (const table of ['user_consents', 'resources'] as const) {
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
}

/** Reads client metadata; the first problem is named in the error (RFC 7591 §3.2.2). */
export async function requireMetadata(exchange: Exchange, body: unknown): Promise<ClientMetadata> {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body)
  requireThat(exchange, 'registration.metadata', isObject, 'Send a JSON object.')
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
  requireThat(exchange, 'registration.metadata', read.success, problem && `${problem}.`)
  const metadata = read.data
  const native = metadata.application_type === 'native'
  for (const uri of metadata.redirect_uris) {
    const wrong = redirectUriProblem(uri, native)
    requireThat(
      exchange,
      'registration.redirect-uris',
      wrong === undefined,
      wrong && `${uri} ${wrong}.`,
    )
  }
  for (const uri of metadata.post_logout_redirect_uris ?? []) {
    const wrong = redirectUriProblem(uri, native)
    requireThat(
      exchange,
      'registration.metadata',
      wrong === undefined,
      wrong && `post_logout_redirect_uris: ${uri} ${wrong}.`,
    )
  }
  const { supportedGrantTypes } = exchange.configuration
  const known = [...supportedGrantTypes, ...Object.keys(exchange.server.hooks().grantTypes ?? {})]
  const unknown = metadata.grant_types.filter((type) => !known.includes(type))
  requireThat(
    exchange,
    'registration.metadata',
    unknown.length === 0,
    `grant_types: ${unknown.join(', ')} not supported.`,
  )
  const needsRedirect = metadata.grant_types.includes('authorization_code')
  requireThat(
    exchange,
    'registration.redirect-uris',
    !needsRedirect || metadata.redirect_uris.length > 0,
    'The authorization code grant needs one.',
  )
  const machine = metadata.grant_types.includes('client_credentials')
  requireThat(
    exchange,
    'registration.metadata',
    !machine || metadata.token_endpoint_auth_method !== 'none',
    'A public client cannot use client_credentials.',
  )
  return metadata
}

async function requireMayRegister(exchange: Exchange): Promise<void> {
  const { registration } = exchange.configuration
  requireThat(exchange, 'registration.open', registration !== 'off')
  if (registration === 'open') return
  const token = bearer(exchange)
  const row =
    token &&
    (await exchange.server.db
      .selectFrom('initial_tokens')
      .select('expires_at')
      .where('sandbox', '=', exchange.sandbox.id)
      .where('token_hash', '=', digest(token))
      .executeTakeFirst())
  const now = exchange.sandbox.clock.now()
  requireThat(
    exchange,
    'registration.initial-token',
    row && (row.expires_at === null || row.expires_at > now),
  )
}

async function requireOwn(exchange: Exchange): Promise<{ row: ClientRow; token: string }> {
  const { clientId } = exchange.request.params as { clientId: string }
  const token = bearer(exchange) ?? ''
  const row = await exchange.server.db
    .selectFrom('clients')
    .selectAll()
    .where('sandbox', '=', exchange.sandbox.id)
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  requireThat(
    exchange,
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

function bearer(exchange: Exchange): string | undefined {
  return /^Bearer +(\S+)$/i.exec(exchange.request.headers.authorization ?? '')?.[1]
}

function noStore(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store').header('pragma', 'no-cache')
}
