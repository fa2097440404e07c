import { requireThat } from '../../checks.ts'
import { secretsEqual } from '../../digest.ts'
import type { Exchange } from '../../exchange.ts'
import type { Credentials, ProvingClient } from './method.ts'

/** Requires a secret that the client was issued, and that is good now (RFC 6749 §2.3.1). */
export function verifySecret(
  exchange: Exchange,
  client: ProvingClient,
  { secret }: Credentials,
): void {
  const same =
    secret !== undefined && liveSecrets(exchange, client).some((one) => secretsEqual(secret, one))
  requireThat(exchange, 'client.secret', same)
}

/** The secrets of a client that are good now: its own first, then those before it. */
export function liveSecrets(
  { sandbox }: Exchange,
  { secret, formerSecrets }: ProvingClient,
): string[] {
  if (secret === null) return []
  const now = sandbox.clock.now()
  const live = formerSecrets.filter(({ expiresAt }) => expiresAt > now)
  return [secret, ...live.map((one) => one.secret)]
}
