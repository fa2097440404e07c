import { describeAdditions, describeClaims } from '../debug-log/describe.ts'
import { digest } from '../digest.ts'
import type { Confirmation } from '../exchange.ts'
import { callHook } from '../hooks/call-hook.ts'
import type { TokenAdditions } from '../hooks/hooks.ts'
import { produceJwt } from '../keys/produce-jwt.ts'
import { claimsFor } from '../scopes/scopes.ts'
import type { ClientExchange } from '../token/token-exchange.ts'
import { accessTokenClaims, subjectTold } from './access-token-claims.ts'
import type { AccessTokenRequest } from './access-token-request.ts'
import { accessTokenTyp } from './access-token-typ.ts'
import { storeAccessToken } from './store-access-token.ts'
import { jwtKey } from './token-key.ts'

export interface AccessToken {
  token: string
  /** Seconds. */
  expiresIn: number
  additions: TokenAdditions
  /** To what it is bound. */
  confirmation: Confirmation | undefined
}

/**
 * Issues an access token and stores its hash, whether it is a JWT (RFC 9068 §2) or opaque, so that
 * both can be introspected and revoked.
 */
export async function issueAccessToken(
  exchange: ClientExchange,
  wanted: AccessTokenRequest,
): Promise<AccessToken> {
  const { sandbox, client, configuration } = exchange
  const additions = await additionsOf(exchange, wanted)
  const added = exchange.debug && describeAdditions(additions)
  if (added !== undefined) exchange.debug?.step('hook', added)
  const issuedAt = sandbox.clock.seconds()
  const { expiresIn = configuration.accessTokenLifetime } = wanted
  const sub = await subjectTold(exchange, wanted)
  const claims = accessTokenClaims(exchange, wanted, additions, { sub, issuedAt, expiresIn })
  exchange.debug?.step('claims', describeClaims('access token', claims, additions.accessToken))
  const isOpaque = configuration.accessTokenFormat === 'opaque'
  const token = isOpaque
    ? sandbox.random.token(32)
    : await produceJwt(exchange, {
        use: 'access token',
        typ: accessTokenTyp(exchange, client, wanted.audience),
        client,
        claims,
        header: additions.accessTokenHeader,
      })
  const key = isOpaque ? digest(token) : jwtKey(token, issuedAt)
  await storeAccessToken(exchange, wanted, additions, claims, key)
  return { token, expiresIn, additions, confirmation: exchange.confirmation }
}

/** What an issuer vouched for, scopes and hooks add to the token and to what is said of it; a hook has the last word. */
export async function additionsOf(
  exchange: ClientExchange,
  {
    grantType,
    scopes,
    audience,
    user,
    grantId = null,
    vouched = {},
  }: Omit<AccessTokenRequest, 'grantId'> & { grantId?: string | null },
): Promise<TokenAdditions> {
  const context = {
    grantType,
    clientId: exchange.client.id,
    user,
    scopes: [...scopes],
    audience: [...audience],
    grantId,
    confirmation: exchange.confirmation && { ...exchange.confirmation },
  }
  const added = (await callHook(exchange, 'generateToken', context)) ?? {}
  const { scopeClaims } = exchange.configuration
  const isPlain = Object.keys(scopeClaims).length === 0 && Object.keys(vouched).length === 0
  if (user === null || isPlain) return added
  const ofToken = { ...vouched, ...claimsFor(scopes, user.claims, scopeClaims, 'access_token') }
  return {
    ...added,
    accessToken: { ...ofToken, ...added.accessToken },
    introspection: { ...ofToken, ...added.introspection },
    idToken: { ...claimsFor(scopes, user.claims, scopeClaims, 'id_token'), ...added.idToken },
  }
}
