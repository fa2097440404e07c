import type { KeyEntry, TransferPart } from '@oauth-lab/kit/admin/transfer-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { isoTime } from '@oauth-lab/kit/store/read-page.ts'
import type { Secrets } from '@oauth-lab/kit/transfer/secrets.ts'
import { listClients } from '../clients/list-clients.ts'
import { configurationOf } from '../configuration/configurations.ts'
import { publicKey } from '../keys/signing-keys.ts'
import type { AuthServer } from '../server.ts'
import type { Database } from '../store/database.ts'
import type { ClientRow, SigningKeyRow, UserRow } from '../store/tables.ts'

/** An entry of a list, and what of it is secret. */
interface Entry {
  name: string
  shown: object
  secret: object
}

/** A sandbox's configuration, clients, users and keys; their secrets, hashes and private keys beside them. */
export async function exportPart(
  server: Pick<AuthServer, 'db' | 'keys'>,
  sandbox: Sandbox,
  only: readonly TransferPart[],
): Promise<{ members: object; secrets: Secrets }> {
  const { db } = server
  const configuration = only.includes('configuration') ? await configurationOf(db, sandbox) : {}
  const lists: Partial<Record<TransferPart, Entry[]>> = {}
  if (only.includes('clients')) {
    lists.clients = (await listClients(db, sandbox, {})).map(clientEntry)
  }
  if (only.includes('users')) lists.users = (await usersOf(db, sandbox)).map(userEntry)
  if (only.includes('keys')) {
    // A sandbox makes its keys when they are needed first.
    await server.keys.known(sandbox)
    lists.keys = (await keysOf(db, sandbox)).map(keyEntry)
  }
  const shown = Object.fromEntries(
    Object.entries(lists).map(([part, entries]) => [part, entries.map((one) => one.shown)]),
  )
  const secrets = Object.fromEntries(
    Object.entries(lists).map(([part, entries]) => [
      part,
      Object.fromEntries(entries.map(({ name, secret }) => [name, secret])),
    ]),
  )
  return { members: { ...configuration, ...shown }, secrets }
}

function clientEntry(row: ClientRow): Entry {
  const { client_id, client_secret, issued_at, self_registered, registration_token_hash } = row
  return {
    name: client_id,
    shown: {
      client_id,
      ...(JSON.parse(row.metadata) as object),
      client_id_issued_at: issued_at,
      ...(self_registered === 1 && { selfRegistered: true }),
    },
    secret: {
      ...(client_secret !== null && { client_secret }),
      ...(registration_token_hash !== null && { registrationTokenHash: registration_token_hash }),
    },
  }
}

function usersOf(db: Database, sandbox: Sandbox): Promise<UserRow[]> {
  return db
    .selectFrom('users')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .orderBy('username')
    .execute()
}

function userEntry({ username, sub, claims, roles, password_hash, totp_secret }: UserRow): Entry {
  return {
    name: username,
    shown: {
      username,
      sub,
      claims: JSON.parse(claims) as object,
      roles: JSON.parse(roles) as string[],
    },
    secret: { passwordHash: password_hash, totpSecret: totp_secret },
  }
}

function keysOf(db: Database, sandbox: Sandbox): Promise<SigningKeyRow[]> {
  return db
    .selectFrom('signing_keys')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .orderBy('state')
    .orderBy('family')
    .orderBy('kid')
    .execute()
}

function keyEntry(row: SigningKeyRow): Entry {
  const { kid: _kid, use: _use, alg: _alg, ...jwk } = publicKey(row)
  const shown: KeyEntry = {
    kid: row.kid,
    state: row.state,
    createdAt: isoTime(row.created_at),
    ...(row.signs_since !== null && { signsSince: isoTime(row.signs_since) }),
    ...(row.retired_at !== null && { retiredAt: isoTime(row.retired_at) }),
    lastExpiry: isoTime(row.last_expiry),
    jwk: jwk as KeyEntry['jwk'],
  }
  return { name: row.kid, shown, secret: { jwk: JSON.parse(row.jwk) as object } }
}
