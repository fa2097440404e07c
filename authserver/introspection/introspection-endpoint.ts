import { shown } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import { observe, requireThat } from '../checks.ts'
import { authenticateConfidentialClient } from '../clients/authenticate-client.ts'
import { findClient } from '../clients/client.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { produceJwt } from '../keys/produce-jwt.ts'
import { tokenTypeOf } from '../proof/confirmation.ts'
import { readScopes, scopeMember } from '../scopes/scope-list.ts'
import { issuerOf } from '../server.ts'
import type { AccessTokenRow } from '../store/tables.ts'
import { requireForm } from '../token/read-form.ts'
import { explainDeadToken } from '../tokens/explain-dead-token.ts'
import { findAccessToken, findRefreshToken, isLive } from '../tokens/find-token.ts'
import { subjectFor } from '../users/pairwise-subjects.ts'
import type { StoredClaims } from '../tokens/store-access-token.ts'

const inactive = { active: false }

const signedType = 'application/token-introspection+jwt'

/**
 * Token introspection (RFC 7662). A client sees its own tokens, a resource server those for its
 * audience. To others they are inactive. Who accepts a JWT gets the answer in one (RFC 9701 §4, §5).
 */
export async function introspection(exchange: Exchange): Promise<object | string> {
  const form = requireForm(exchange)
  const caller = await authenticateConfidentialClient(exchange, form)
  const token = parameter(form, 'token')
  requireThat(exchange, 'introspection.token-present', token !== undefined)
  const { reply, request, sandbox } = exchange
  reply.header('cache-control', 'no-store')
  const told = await tell(exchange, caller, token)
  const isSigned = request.headers.accept?.toLowerCase().includes(signedType) === true
  if (!isSigned) return told
  // No sub and no exp beside it: nobody may take it for an access token (RFC 9701 §8.1).
  const claims = {
    iss: issuerOf(sandbox),
    aud: caller.id,
    iat: sandbox.clock.seconds(),
    token_introspection: told,
  }
  const typ = 'token-introspection+jwt'
  reply.type(signedType)
  return produceJwt(exchange, { use: 'introspection answer', typ, client: caller, claims })
}

/** What a token is worth to whoever asks. */
async function tell(exchange: Exchange, caller: Client, token: string): Promise<object> {
  const access = await findAccessToken(exchange, token)
  const row = access ?? (await findRefreshToken(exchange, token))
  const live = row !== undefined && isLive(exchange, row)
  observe(exchange, 'introspection.live', live, () => explainDeadToken(exchange, token, row))
  if (!live) return inactive
  const clientId = row.client_id
  // A refresh token is its client's alone.
  const audience = access === undefined ? [] : (JSON.parse(access.audience) as string[])
  const { resource: own = [] } = caller.metadata
  const visible = clientId === caller.id || own.some((one) => audience.includes(one))
  observe(exchange, 'introspection.visible', visible, () => {
    const named = audience.length === 0 ? 'nobody else' : audience.join(' and ')
    return `It is ${clientId}'s and for ${named}; ${caller.id} asked, registered for ${shown(own.join(' and ') || undefined)}.`
  })
  if (!visible) return inactive
  if (access !== undefined) {
    exchange.server.introspections.note(exchange.sandbox, access, caller.id)
  }
  const stored = access && (JSON.parse(access.claims) as StoredClaims)
  return {
    ...stored?.introspection,
    active: true,
    iss: issuerOf(exchange.sandbox),
    ...scopeMember(readScopes(row.scope)),
    client_id: clientId,
    sub: await subjectOf(exchange, row, access),
    exp: Math.floor(row.expires_at / 1000),
    ...(stored !== undefined && tellAccessToken(access!, stored, audience)),
  }
}

/** As in the token itself: a user by how its client knows the user (OpenID Connect Core §8). */
async function subjectOf(
  exchange: Exchange,
  { client_id, sub }: { client_id: string; sub: string },
  access: AccessTokenRow | undefined,
): Promise<string> {
  // A refresh token is always a user's.
  const isUser = access === undefined || access.username !== null
  const client = isUser && (await findClient(exchange.server.db, exchange.sandbox, client_id))
  return client ? subjectFor(exchange, client, sub) : sub
}

/** What is said of an access token besides. */
function tellAccessToken(
  { username, issued_at }: AccessTokenRow,
  { jti, cnf }: StoredClaims,
  audience: readonly string[],
): object {
  return {
    ...(username !== null && { username }),
    token_type: tokenTypeOf(cnf),
    aud: audience.length === 1 ? audience[0] : audience,
    iat: issued_at / 1000,
    jti,
    ...(cnf && { cnf }),
  }
}
