import { requireThat } from '../../checks.ts'
import { secretsEqual } from '../../digest.ts'
import type { Exchange } from '../../exchange.ts'
import type { Credentials, ProvingClient } from './method.ts'

/** Requires the secret that the client was issued (RFC 6749 §2.3.1). */
export function verifySecret(
  exchange: Exchange,
  client: ProvingClient,
  { secret }: Credentials,
): void {
  const same = client.secret !== null && secret !== undefined && secretsEqual(secret, client.secret)
  requireThat(exchange, 'client.secret', same)
}
