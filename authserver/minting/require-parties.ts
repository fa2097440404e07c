import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { findClient } from '../clients/client.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import type { HookUser } from '../hooks/hooks.ts'
import { findUser, readUser } from '../users/users.ts'
import type { WantedToken } from './minting.ts'

/**
 * The client and the user of a token that is asked for.
 * @throws ConfigurationError with every problem
 */
export async function requireParties(
  exchange: Exchange,
  wanted: WantedToken,
): Promise<{ client: Client; user: HookUser | null }> {
  const { server, sandbox } = exchange
  const { client: id, user: username, type } = wanted
  const problems: Problem[] = []
  const client = await findClient(server.db, sandbox, id)
  if (client === undefined) problems.push({ path: 'client', message: 'there is no such client' })
  const row = username === undefined ? null : await findUser(server.db, sandbox, username)
  if (row === undefined) problems.push({ path: 'user', message: 'there is no such user' })
  if (username === undefined && type !== 'access_token') {
    problems.push({ path: 'user', message: 'must be set: such a token stands for a user' })
  }
  problems.push(...problemsOfKind(exchange, wanted))
  if (problems.length > 0) throw new ConfigurationError('The token cannot be made.', problems)
  return { client: client!, user: row ? readUser(row) : null }
}

/** What a token that is no JWT does not have. */
function problemsOfKind({ configuration }: Exchange, wanted: WantedToken): Problem[] {
  const { type, claims, header, audience, signedBy } = wanted
  const isOpaque = type === 'access_token' && configuration.accessTokenFormat === 'opaque'
  if (type !== 'refresh_token' && !isOpaque) return []
  const message = isOpaque
    ? 'an opaque token has none; the configuration says accessTokenFormat: opaque'
    : 'a refresh token has none'
  const asked = {
    claims,
    header,
    signedBy: signedBy === 'current' ? undefined : signedBy,
    ...(type === 'refresh_token' && { audience }),
  }
  return Object.entries(asked).flatMap(([path, value]) =>
    value === undefined ? [] : [{ path, message }],
  )
}
