import type { JWTPayload } from 'jose'
import { expected } from '@oauth-lab/kit/check-detail.ts'
import type { AuthorizationServer } from '../authorization-server/authorization-servers.ts'
import { check, letPass, requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { scopesOf } from '../resource.ts'
import { requireDetails } from './details.ts'
import { requireVouchedFor } from './introspection.ts'
import type { Introspection } from './introspection.ts'
import { requireAuthentication } from './step-up.ts'
import type { BoundTo } from '@oauth-lab/kit/proof/require-holder.ts'
import { verifyJwt } from './verify-jwt.ts'

/** A token, and what shows that its sender may use it. */
export interface Presented {
  token: string
  /** Requires the key to which it is bound (RFC 9449 §7.1). @throws Refusal */
  requireHolder: (boundTo: BoundTo) => Promise<void>
}

/** What a request may do here, and on whose word. */
export interface Access {
  token: string
  boundTo: BoundTo
  /** The verified claims of a JWT; null where introspection alone counts. */
  claims: JWTPayload | null
  /** Null where nobody is asked about a JWT: then its claims count. */
  introspection: Introspection | null
  scopes: string[]
}

/**
 * Lets a token through when it verifies, is alive, and has the scopes that the operation needs.
 * @throws Refusal with RFC 6750 §3.1's codes, or 503 when the authorization server can't be asked
 */
export async function requireAccess(
  exchange: Exchange,
  sent: Presented,
  authorizationServer: AuthorizationServer,
): Promise<Access> {
  const { token } = sent
  const { verification } = exchange.configuration
  const claims =
    verification === 'introspection'
      ? null
      : await verifyJwt(exchange, token, authorizationServer.keys)
  const introspection = await introspect(exchange, authorizationServer, token, claims)
  const boundTo = boundToOf(introspection, claims)
  await sent.requireHolder(boundTo)
  const scopes = grantedScopes(introspection, claims)
  const needed = scopesOf(exchange)
  const detail = () => expected(needed.join(' '), scopes.join(' ') || undefined)
  const isSufficient = needed.every((scope) => scopes.includes(scope))
  check(exchange, 'scope.sufficient', isSufficient, detail)
  requireDetails(exchange, told(introspection, claims, 'authorization_details'))
  requireAuthentication(exchange, {
    acr: told(introspection, claims, 'acr'),
    auth_time: told(introspection, claims, 'auth_time'),
  })
  return { token, boundTo, claims, introspection, scopes }
}

/** Asks about the token, unless a setting says that a JWT counts alone, or the server leaves no more. */
async function introspect(
  exchange: Exchange,
  authorizationServer: AuthorizationServer,
  token: string,
  claims: JWTPayload | null,
): Promise<Introspection | null> {
  const { verification } = exchange.configuration
  const isLeftOut =
    verification === 'jwt' || (verification === 'jwt-or-introspection' && claims !== null)
  const introspection = isLeftOut ? null : await authorizationServer.introspect(token)
  const setting = `The setting verification is ${verification}.`
  requireThat(exchange, 'token.introspectable', introspection !== null || claims !== null, setting)
  if (introspection === null) {
    const why = isLeftOut ? setting : 'The server offers no answer.'
    letPass(exchange, 'introspection.asked', `Its claims count. ${why}`)
    return null
  }
  requireVouchedFor(exchange, introspection, claims)
  return introspection
}

/**
 * Introspection's word counts; the claim of a JWT where it says nothing (RFC 7662 §2.2 makes `scope`
 * optional), or a waived check let a dead token pass.
 */
function grantedScopes(introspection: Introspection | null, claims: JWTPayload | null): string[] {
  const scope = told(introspection, claims, 'scope')
  return typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []
}

function told(
  introspection: Introspection | null,
  claims: JWTPayload | null,
  name: string,
): unknown {
  const asked = introspection?.active ? introspection[name] : undefined
  return asked ?? claims?.[name]
}

/** To which key a token is bound (RFC 7800 §3.1): what introspection says of it, and what the JWT itself says. */
function boundToOf(introspection: Introspection | null, claims: JWTPayload | null): BoundTo {
  const cnf = claims?.['cnf']
  return { ...(typeof cnf === 'object' ? cnf : {}), ...introspection?.cnf }
}
