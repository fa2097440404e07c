import type { Client } from '../clients/client.ts'
import { findClient } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'

/** A session as it ends. */
export interface Ended {
  sid: string
  sub: string
}

/** Remembers that a client learnt of a session, where it wants to hear of its end. */
export async function noteParticipant(
  { server, sandbox, configuration }: Exchange,
  { id, metadata }: Client,
  { sid, sub }: Ended,
): Promise<void> {
  const { backchannel_logout_uri: back, frontchannel_logout_uri: front } = metadata
  if (back === undefined && front === undefined) return
  await server.db
    .insertInto('session_clients')
    .values({
      sandbox: sandbox.id,
      sid,
      client_id: id,
      sub,
      expires_at: sandbox.clock.now() + configuration.sessionLifetime * 1000,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** The clients of a session that has ended, each once: who asks first tells them. */
export async function takeParticipants(
  { server, sandbox }: Exchange,
  sid: string,
): Promise<Client[]> {
  const rows = await server.db
    .deleteFrom('session_clients')
    .where('sandbox', '=', sandbox.id)
    .where('sid', '=', sid)
    .returning('client_id')
    .execute()
  const clients = await Promise.all(
    rows.map(({ client_id }) => findClient(server.db, sandbox, client_id)),
  )
  return clients.filter((client) => client !== undefined)
}
