import { decodeJwt } from 'jose'
import { findClient } from '../clients/client.ts'
import type { Confirmation, Exchange } from '../exchange.ts'
import type { HookUser } from '../hooks/hooks.ts'
import { readScopes } from '../scopes/scope-list.ts'
import { acrOf } from '../tokens/authentication.ts'
import type { Authentication } from '../tokens/authentication.ts'
import { findAccessToken, findRefreshToken, isLive } from '../tokens/find-token.ts'
import { findGrant } from '../tokens/grants.ts'
import type { StoredClaims } from '../tokens/store-access-token.ts'
import { verifyIdTokenHint } from '../tokens/verify-id-token-hint.ts'
import { actorsMeant } from '../users/pairwise-subjects.ts'
import { findSubject, readUser } from '../users/users.ts'

/** The kinds of token that this server issues (RFC 8693 §3). */
export const tokenTypes = {
  accessToken: 'urn:ietf:params:oauth:token-type:access_token',
  refreshToken: 'urn:ietf:params:oauth:token-type:refresh_token',
  idToken: 'urn:ietf:params:oauth:token-type:id_token',
  jwt: 'urn:ietf:params:oauth:token-type:jwt',
} as const

/** A live token of this server that somebody shows in a token exchange. */
export interface Presented {
  sub: string
  /** Null for a client's own token. */
  user: HookUser | null
  /** To whom it was issued. */
  clientId: string
  /** Undefined for an ID token, which has none. */
  scopes: string[] | undefined
  audience: string[]
  grantId: string | null
  authentication: Authentication | null
  /** Milliseconds. */
  expiresAt: number
  /** To what it is bound. */
  confirmation?: Confirmation | undefined
  /** Users by their own identifiers. Who acts already, and who may (RFC 8693 §4.1, §4.4). */
  act?: unknown
  mayAct?: { sub?: unknown } | null | undefined
}

/** The token that was shown, as the kind that was told; undefined where it is no live one of that kind. */
export async function readPresented(
  exchange: Exchange,
  token: string,
  type: string,
): Promise<Presented | undefined> {
  switch (type) {
    case tokenTypes.accessToken:
      return readAccessToken(exchange, token)
    case tokenTypes.refreshToken:
      return readRefreshToken(exchange, token)
    case tokenTypes.idToken:
      return readIdToken(exchange, token)
    case tokenTypes.jwt:
      if (!token.includes('.')) return undefined
      return (await readAccessToken(exchange, token)) ?? readIdToken(exchange, token)
    default:
      return undefined
  }
}

async function readAccessToken(exchange: Exchange, token: string): Promise<Presented | undefined> {
  const row = await findAccessToken(exchange, token)
  if (row === undefined || !isLive(exchange, row)) return undefined
  const owner = await ownerOf(exchange, row.grant_id)
  if (owner === undefined) return undefined
  // It is found by its digest, so that what it says is what was signed.
  const { introspection, cnf } = JSON.parse(row.claims) as StoredClaims
  const said = token.includes('.') ? decodeJwt(token) : introspection
  return {
    ...owner,
    sub: row.sub,
    clientId: row.client_id,
    scopes: readScopes(row.scope),
    audience: JSON.parse(row.audience) as string[],
    grantId: row.grant_id,
    expiresAt: row.expires_at,
    confirmation: cnf,
    act: await actorsOf(exchange, row.client_id, said?.['act']),
    mayAct: said?.['may_act'] as Presented['mayAct'],
  }
}

async function actorsOf(exchange: Exchange, clientId: string, act: unknown): Promise<unknown> {
  const { server, sandbox } = exchange
  const client = await findClient(server.db, sandbox, clientId)
  return client === undefined ? act : actorsMeant(exchange, client, act)
}

async function readRefreshToken(exchange: Exchange, token: string): Promise<Presented | undefined> {
  const row = await findRefreshToken(exchange, token)
  if (row === undefined || !isLive(exchange, row)) return undefined
  const owner = await ownerOf(exchange, row.grant_id)
  if (owner === undefined) return undefined
  return {
    ...owner,
    sub: row.sub,
    clientId: row.client_id,
    scopes: readScopes(row.scope),
    // It is for its client and this server alone.
    audience: [],
    grantId: row.grant_id,
    expiresAt: row.expires_at,
  }
}

async function readIdToken(exchange: Exchange, token: string): Promise<Presented | undefined> {
  const { server, sandbox } = exchange
  const verified = await verifyIdTokenHint(exchange, token)
  if (verified === undefined) return undefined
  const claims = decodeJwt(token)
  const { exp = 0 } = claims
  const row = await findSubject(server.db, sandbox, verified.sub)
  if (exp <= sandbox.clock.seconds() || row === undefined) return undefined
  const { auth_time, amr: methods, act, may_act: mayAct } = claims
  const amr = Array.isArray(methods) ? (methods as string[]) : []
  return {
    sub: verified.sub,
    user: readUser(row),
    clientId: verified.clientId,
    scopes: undefined,
    audience: [],
    grantId: null,
    authentication: { auth_time: Number(auth_time), amr, acr: acrOf(amr) },
    expiresAt: exp * 1000,
    act: await actorsOf(exchange, verified.clientId, act),
    mayAct: mayAct as Presented['mayAct'],
  }
}

/** Whose grant it is; a client's own token has none. Undefined where the user is gone. */
async function ownerOf(
  exchange: Exchange,
  grantId: string | null,
): Promise<Pick<Presented, 'user' | 'authentication'> | undefined> {
  if (grantId === null) return { user: null, authentication: null }
  const grant = await findGrant(exchange, grantId)
  return grant?.user && { user: grant.user, authentication: grant.authentication }
}
