import type { Exchange } from '../exchange.ts'
import type { Client } from './client.ts'

/** Milliseconds: a client was used until so long after its `used_at`. */
export const useIsKnownTo = 3600_000

/** Notes, at most once an hour, that a client which registered itself is in use; unused ones end. */
export async function noteUse({ server, sandbox }: Exchange, client: Client): Promise<void> {
  const now = sandbox.clock.now()
  if (!client.selfRegistered || Math.abs(now - (client.use.at ?? -Infinity)) < useIsKnownTo) return
  // Set before it is awaited, so that one of many requests writes.
  client.use.at = now
  await server.db
    .updateTable('clients')
    .set({ used_at: now })
    .where('sandbox', '=', sandbox.id)
    .where('client_id', '=', client.id)
    .execute()
}
