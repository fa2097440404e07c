import { shown } from '@oauth-lab/kit/check-detail.ts'
import { requireThat } from '../checks.ts'
import { findClient } from '../clients/client.ts'
import type { Client } from '../clients/client.ts'
import { readDescribed } from '../clients/described-client.ts'
import type { Exchange } from '../exchange.ts'

/** The client of an authorization request (RFC 6749 §4.1.2.1). */
export async function requireClient(
  exchange: Exchange,
  clientId: string | undefined,
): Promise<Client> {
  await readDescribed(exchange, clientId)
  const client = clientId && (await findClient(exchange.server.db, exchange.sandbox, clientId))
  requireThat(exchange, 'authorization.client-known', client, () => `Sent ${shown(clientId)}.`)
  return client
}
