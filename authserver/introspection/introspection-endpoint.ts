import { shown } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import { observe, requireThat } from '../checks.ts'
import { authenticateConfidentialClient } from '../clients/authenticate-client.ts'
import { digest } from '../digest.ts'
import type { Exchange } from '../exchange.ts'
import { readScopes, scopeMember } from '../scopes/scope-list.ts'
import { issuerOf } from '../server.ts'
import { requireForm } from '../token/read-form.ts'
import { explainDeadToken } from '../tokens/explain-dead-token.ts'
import { findLiveAccessToken } from '../tokens/find-access-token.ts'
import type { StoredClaims } from '../tokens/issue-access-token.ts'

const inactive = { active: false }

/**
 * Token introspection (RFC 7662). A client sees its own tokens, a resource server those for its
 * audience. To others they are inactive.
 */
export async function introspection(exchange: Exchange): Promise<object> {
  const form = requireForm(exchange)
  const caller = await authenticateConfidentialClient(exchange, form)
  const token = parameter(form, 'token')
  requireThat(exchange, 'introspection.token-present', token !== undefined)
  exchange.reply.header('cache-control', 'no-store')
  const found =
    (await findAccessToken(exchange, token)) ?? (await findRefreshToken(exchange, token))
  const dead = found === undefined ? await explainDeadToken(exchange, token) : undefined
  observe(exchange, 'introspection.live', found !== undefined, dead)
  if (found === undefined) return inactive
  const { clientId, audience } = found
  const { resource: own = [] } = caller.metadata
  const visible = clientId === caller.id || own.some((one) => audience.includes(one))
  observe(exchange, 'introspection.visible', visible, () => {
    const named = audience.length === 0 ? 'nobody else' : audience.join(' and ')
    return `It is ${clientId}'s and for ${named}; ${caller.id} asked, registered for ${shown(own.join(' and ') || undefined)}.`
  })
  return visible ? found.tell() : inactive
}

/** A live token, and what is said of it to those who may know. */
interface Found {
  clientId: string
  audience: string[]
  tell: () => object
}

async function findAccessToken(exchange: Exchange, token: string): Promise<Found | undefined> {
  const { sandbox } = exchange
  const row = await findLiveAccessToken(exchange.server.db, sandbox, token)
  if (row === undefined) return undefined
  const audience = JSON.parse(row.audience) as string[]
  const tell = () => {
    const { introspection, jti, cnf } = JSON.parse(row.claims) as StoredClaims
    return {
      ...introspection,
      active: true,
      iss: issuerOf(sandbox),
      ...scopeMember(readScopes(row.scope)),
      client_id: row.client_id,
      ...(row.username !== null && { username: row.username }),
      token_type: 'Bearer',
      sub: row.sub,
      aud: audience.length === 1 ? audience[0] : audience,
      iat: row.issued_at / 1000,
      exp: row.expires_at / 1000,
      jti,
      ...(cnf && { cnf }),
    }
  }
  return { clientId: row.client_id, audience, tell }
}

/** A refresh token is its client's alone. */
async function findRefreshToken(exchange: Exchange, token: string): Promise<Found | undefined> {
  const { sandbox } = exchange
  const row = await exchange.server.db
    .selectFrom('refresh_tokens')
    .innerJoin('grants', (join) =>
      join
        .onRef('grants.sandbox', '=', 'refresh_tokens.sandbox')
        .onRef('grants.grant_id', '=', 'refresh_tokens.grant_id'),
    )
    .select([
      'refresh_tokens.scope',
      'refresh_tokens.client_id',
      'refresh_tokens.expires_at',
      'grants.sub',
    ])
    .where('refresh_tokens.sandbox', '=', sandbox.id)
    .where('refresh_tokens.token_hash', '=', digest(token))
    .where('refresh_tokens.redeemed_at', 'is', null)
    .where('refresh_tokens.expires_at', '>', sandbox.clock.now())
    .where('grants.revoked_at', 'is', null)
    .executeTakeFirst()
  if (row === undefined) return undefined
  const { scope, client_id, sub } = row
  const exp = Math.floor(row.expires_at / 1000)
  const tell = () => ({
    active: true,
    iss: issuerOf(sandbox),
    ...scopeMember(readScopes(scope)),
    client_id,
    sub,
    exp,
  })
  return { clientId: client_id, audience: [], tell }
}
