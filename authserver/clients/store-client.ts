import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import type { Random } from '@oauth-lab/kit/random.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { raiseVersion } from '@oauth-lab/kit/sandboxes.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { keepResources } from '../resources/registered-resources.ts'
import type { AuthServer } from '../server.ts'
import type { Database } from '../store/database.ts'
import type { ClientRow } from '../store/tables.ts'
import { methodNamed } from './authentication/methods.ts'
import type { ClientMetadata } from './client-metadata.ts'
import { endFormerSecrets, keepFormerSecret } from './former-secrets.ts'

/** Requires in the transaction that a client may have these resources; a refusal leaves all as it was. */
export type ResourceRule = (
  work: Database,
  clientId: string,
  resources: readonly string[],
) => Promise<void>

/** Refuses in the transaction what is not any more as it was read. */
export type Unchanged = (work: Database) => Promise<void>

type Place = Pick<Exchange, 'sandbox'> & { server: Pick<AuthServer, 'db'> }

/** What else is known of a new client. */
interface NewClient {
  /** Whether it came by the registration endpoint, and so ends when nobody uses it. */
  selfRegistered: boolean
  requireResources?: ResourceRule
  /** Chosen by an administrator; else the server's own. */
  id?: string | undefined
  secret?: string | undefined
}

/**
 * Stores a new client; a confidential one is issued a secret.
 * @throws AdminError when the chosen id is another client's
 */
export async function createClient(
  { server, sandbox }: Place,
  metadata: ClientMetadata,
  how: NewClient,
): Promise<{ row: ClientRow; registrationToken: string }> {
  const made = newClient(sandbox, metadata, how)
  const { client_id } = made.row
  const { resource } = metadata
  await server.db.transaction().execute(async (work) => {
    if (resource !== undefined) await how.requireResources?.(work, client_id, resource)
    if (!(await insertClient(work, sandbox, made.row))) {
      throw new AdminError(409, 'exists', `There is a client ${client_id} already.`)
    }
  })
  return made
}

/** The row of a new client, and the token by which it is managed (RFC 7592 §3). */
export function newClient(
  sandbox: Sandbox,
  metadata: ClientMetadata,
  how: Omit<NewClient, 'requireResources'>,
): { row: ClientRow; registrationToken: string } {
  const random = sandbox.random.for(`client ${metadata.client_name}`)
  const registrationToken = random.token(32)
  const row: ClientRow = {
    sandbox: sandbox.id,
    client_id: how.id ?? random.id('c-'),
    client_secret: hasSecret(metadata) ? (how.secret ?? newSecret(random, metadata)) : null,
    registration_token_hash: digest(registrationToken),
    metadata: JSON.stringify(metadata),
    client_name: metadata.client_name ?? null,
    issued_at: sandbox.clock.seconds(),
    self_registered: how.selfRegistered ? 1 : 0,
    used_at: null,
  }
  return { row, registrationToken }
}

/** Stores a client with its resources; false when there is one of that id. */
export async function insertClient(
  work: Database,
  sandbox: Sandbox,
  row: ClientRow,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows: made } = await work
    .insertInto('clients')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  if (made === 0n) return false
  const { resource } = JSON.parse(row.metadata) as ClientMetadata
  if (resource !== undefined) await keepResources(work, sandbox, row.client_id, resource)
  return true
}

/**
 * Replaces a client's metadata (RFC 7592 §2.2). A client with other redirect URIs or another method
 * is asked about again: what people allowed before is deleted.
 */
export async function replaceMetadata(
  { server, sandbox }: Place,
  row: ClientRow,
  metadata: ClientMetadata,
  how: {
    requireResources?: ResourceRule
    requireUnchanged?: Unchanged
    /** Null: a new one; undefined: the one that it has. */
    secret?: string | null | undefined
    formerSecretLifetime?: number | undefined
  } = {},
): Promise<ClientRow> {
  const { secret = row.client_secret } = how
  const changed: ClientRow = {
    ...row,
    metadata: JSON.stringify(metadata),
    client_name: metadata.client_name ?? null,
    client_secret: hasSecret(metadata) ? (secret ?? newSecret(sandbox.random, metadata)) : null,
  }
  await server.db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    await how.requireUnchanged?.(work)
    await how.requireResources?.(work, row.client_id, metadata.resource ?? [])
    await updateClient(work, sandbox, row, changed, how.formerSecretLifetime)
  })
  return changed
}

/**
 * Puts a client's row in the place of the one before; consents fall where people must be asked again.
 * @param formerSecretLifetime seconds for which a secret that changes stays good
 */
export async function updateClient(
  work: Database,
  sandbox: Sandbox,
  row: ClientRow,
  changed: ClientRow,
  formerSecretLifetime = 0,
): Promise<void> {
  const [before, after] = [row, changed].map(
    ({ metadata }) => JSON.parse(metadata) as ClientMetadata,
  ) as [ClientMetadata, ClientMetadata]
  await work
    .updateTable('clients')
    .set({
      metadata: changed.metadata,
      client_name: changed.client_name,
      client_secret: changed.client_secret,
      registration_token_hash: changed.registration_token_hash,
      issued_at: changed.issued_at,
      self_registered: changed.self_registered,
    })
    .where('sandbox', '=', row.sandbox)
    .where('client_id', '=', row.client_id)
    .execute()
  const { client_id: id, client_secret: secret } = row
  if (secret !== null && secret !== changed.client_secret) {
    await keepFormerSecret(work, sandbox, id, { secret, lifetime: formerSecretLifetime })
  }
  await keepResources(work, sandbox, id, after.resource ?? [])
  if (asksAgain(before, after)) {
    await deleteOf(work, 'user_consents', row.sandbox, [row.client_id])
  }
}

/** Forgets clients and ends every grant and token of them (RFC 7592 §2.3); tells how many there were. */
export async function deleteClients(
  { server, sandbox }: Place,
  clientIds: readonly string[],
  requireUnchanged?: Unchanged,
): Promise<number> {
  if (clientIds.length === 0) return 0
  return server.db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    await requireUnchanged?.(work)
    await endTokens(work, sandbox, clientIds)
    return forget(work, sandbox, clientIds)
  })
}

/** The same for clients that never authenticated, so that no token is looked for. */
export async function deleteNeverUsed(
  { server, sandbox }: Place,
  clientIds: readonly string[],
): Promise<number> {
  if (clientIds.length === 0) return 0
  return server.db.transaction().execute(async (work) => {
    await raiseVersion(work, sandbox)
    return forget(work, sandbox, clientIds)
  })
}

/** Ends every grant and token of clients. */
export async function endTokens(
  work: Database,
  sandbox: Sandbox,
  clientIds: readonly string[],
): Promise<void> {
  for (const table of ['grants', 'access_tokens'] as const) {
    await work
      .updateTable(table)
      .set({ revoked_at: sandbox.clock.now() })
      .where('sandbox', '=', sandbox.id)
      .where('client_id', 'in', clientIds)
      .where('revoked_at', 'is', null)
      .execute()
  }
}

/** Forgets clients with their resources and what people allowed them; tells how many there were. */
export async function forget(
  work: Database,
  sandbox: Sandbox,
  clientIds: readonly string[],
): Promise<number> {
  await deleteOf(work, 'user_consents', sandbox.id, clientIds)
  await endFormerSecrets(work, sandbox, clientIds)
  await deleteOf(work, 'resources', sandbox.id, clientIds)
  return deleteOf(work, 'clients', sandbox.id, clientIds)
}

/** Whether a client of this metadata has a secret. */
export function hasSecret({ token_endpoint_auth_method }: ClientMetadata): boolean {
  return methodNamed(token_endpoint_auth_method).bySecret
}

/** A secret for a client of this metadata; where it is the key of an HMAC, for the longest (RFC 7518 §3.2). */
export function newSecret(
  random: Random,
  { token_endpoint_auth_method: method }: ClientMetadata,
): string {
  return random.token(method === 'client_secret_jwt' ? 48 : 32)
}

function asksAgain(before: ClientMetadata, after: ClientMetadata): boolean {
  return (
    before.token_endpoint_auth_method !== after.token_endpoint_auth_method ||
    before.redirect_uris.toSorted().join(' ') !== after.redirect_uris.toSorted().join(' ')
  )
}

async function deleteOf(
  work: Database,
  table: 'clients' | 'user_consents' | 'resources',
  sandbox: string,
  clientIds: readonly string[],
): Promise<number> {
  const { numDeletedRows } = await work
    .deleteFrom(table)
    .where('sandbox', '=', sandbox)
    .where('client_id', 'in', clientIds)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
