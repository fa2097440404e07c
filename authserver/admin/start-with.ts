import type { Exchange } from '../exchange.ts'
import { listClients } from '../clients/list-clients.ts'
import { createClient, replaceMetadata } from '../clients/store-client.ts'
import type { AuthServer } from '../server.ts'
import { changeUser, createUser, renewPassword } from '../users/manage-users.ts'
import { findUser } from '../users/users.ts'
import type { StartDocument } from './start-document.ts'

type Place = Pick<Exchange, 'sandbox'> & { server: AuthServer }

/** Makes the users and clients of the document; those that are there become what it says. */
export async function startWith(
  place: Place,
  document: Pick<StartDocument, 'users' | 'clients'>,
): Promise<void> {
  for (const user of document.users) await startWithUser(place, user)
  for (const client of document.clients) await startWithClient(place, client)
}

async function startWithUser(
  { server, sandbox }: Place,
  user: StartDocument['users'][number],
): Promise<void> {
  const { username, password } = user
  const found = await findUser(server.db, sandbox, username)
  if (found === undefined) {
    await createUser(server.db, sandbox, user, await server.passwords.hashOnce(password))
    return
  }
  const wanted = { claims: JSON.stringify(user.claims), roles: JSON.stringify(user.roles) }
  await changeUser(server.db, sandbox, username, wanted)
  await renewPassword(server, sandbox, found, password)
}

async function startWithClient(
  place: Place,
  { id, secret, metadata }: StartDocument['clients'][number],
): Promise<void> {
  const [row] = await listClients(place.server.db, place.sandbox, { client_id: id })
  if (row === undefined) {
    await createClient(place, metadata, { selfRegistered: false, id, secret })
    return
  }
  const isSame =
    row.metadata === JSON.stringify(metadata) && (secret ?? row.client_secret) === row.client_secret
  if (!isSame) await replaceMetadata(place, row, metadata, { secret })
}
