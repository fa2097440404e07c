import { requireThat } from '../checks.ts'
import { countSelfRegistered, deleteSome } from '../clients/unused-clients.ts'
import { digest, secretsEqual } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { bearerOf, describeScheme } from '../http/bearer-token.ts'
import type { ClientRow } from '../store/tables.ts'

/**
 * Requires that the sandbox takes this registration, by its setting or by an initial access token (RFC 7591
 * §3). One that comes must be valid. Tells whether an administrator allowed it, by such a token.
 */
export async function requireMayRegister(exchange: Exchange): Promise<boolean> {
  const { server, sandbox, configuration, request } = exchange
  requireThat(exchange, 'registration.open', configuration.registration !== 'off')
  const isOpen = configuration.registration === 'open'
  if (isOpen && request.headers.authorization === undefined) return false
  const token = requireToken(exchange)
  const row = await server.db
    .selectFrom('initial_tokens')
    .select('expires_at')
    .where('sandbox', '=', sandbox.id)
    .where('token_hash', '=', digest(token))
    .executeTakeFirst()
  const live = row && (row.expires_at === null || row.expires_at > sandbox.clock.now())
  requireThat(exchange, 'registration.initial-token', live)
  return true
}

/** Requires room for one more client: of those that have nothing that lives, one in a hundred makes place. */
export async function requireRoom(exchange: Exchange): Promise<void> {
  const { server, sandbox, configuration } = exchange
  const { selfRegisteredClients: limit } = configuration
  const room =
    (await countSelfRegistered(server.db, sandbox)) < limit ||
    (await deleteSome(server.db, sandbox, configuration, Math.ceil(limit / 100))) > 0
  requireThat(exchange, 'registration.room', room, `The limit is ${limit} clients.`)
}

/** Requires the registration access token of the client that the address names (RFC 7592 §2). */
export async function requireOwn(exchange: Exchange): Promise<{ row: ClientRow; token: string }> {
  const { server, sandbox, request } = exchange
  const { clientId } = request.params as { clientId: string }
  const token = requireToken(exchange)
  const row = await server.db
    .selectFrom('clients')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('client_id', '=', clientId)
    .executeTakeFirst()
  const hash = row?.registration_token_hash ?? null
  requireThat(
    exchange,
    'registration.access-token',
    row !== undefined && hash !== null && secretsEqual(digest(token), hash),
  )
  return { row, token }
}

function requireToken(exchange: Exchange): string {
  const { authorization } = exchange.request.headers
  const token = bearerOf(authorization)
  requireThat(exchange, 'registration.token-present', token !== undefined, () =>
    authorization === undefined
      ? 'The Authorization header is missing.'
      : describeScheme(authorization),
  )
  return token
}
