import { shown } from '@oauth-lab/kit/check-detail.ts'
import { check, requireThat } from '../checks.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { readScopes } from './scope-list.ts'
import { scopesOfUsers } from './scopes.ts'

const form = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/

/**
 * The scopes of a request, each once: well formed, supported, and registered by the client if it registered
 * any. A request that names none asks for none (RFC 6749 §3.3).
 */
export function requireScopes(
  exchange: Exchange,
  scope: string | undefined,
  client: Client,
): string[] {
  if (scope === undefined) return []
  requireFormedScope(exchange, scope)
  const scopes = readScopes(scope)
  const { supportedScopes, allowUnsupportedScopes } = exchange.configuration
  const unsupported = scopes.filter((one) => !Object.hasOwn(supportedScopes, one))
  check(
    exchange,
    'scope.supported',
    allowUnsupportedScopes || unsupported.length === 0,
    () => `Not supported: ${unsupported.join(' ')}.`,
  )
  const { scope: registered } = client.metadata
  const known = readScopes(registered)
  const unknown = registered === undefined ? [] : scopes.filter((one) => !known.includes(one))
  check(
    exchange,
    'scope.registered',
    unknown.length === 0,
    () => `Not registered: ${unknown.join(' ')}. Registered: ${shown(known.join(' '))}.`,
  )
  return scopes
}

/** The scopes of a refresh: those asked for, at most what was granted; all of it where none is named (RFC 6749 §6). */
export function requireGrantedScopes(
  exchange: Exchange,
  scope: string | undefined,
  granted: readonly string[],
): readonly string[] {
  if (scope === undefined) return granted
  requireFormedScope(exchange, scope)
  const scopes = readScopes(scope)
  const others = scopes.filter((one) => !granted.includes(one))
  requireThat(
    exchange,
    'scope.granted',
    others.length === 0,
    () => `Not granted: ${others.join(' ')}.`,
  )
  return scopes
}

/** Refuses the scopes that a client by itself can't have. */
export function requireNoUserScopes(exchange: Exchange, scopes: readonly string[]): void {
  const ofUsers = scopesOfUsers(scopes)
  requireThat(
    exchange,
    'scope.no-user',
    ofUsers.length === 0,
    () => `For users only: ${ofUsers.join(' ')}.`,
  )
}

function requireFormedScope(exchange: Exchange, scope: string): void {
  requireThat(exchange, 'scope.form', form.test(scope), () => `Found ${shown(scope)}.`)
}
