import { check, requireThat } from '../checks.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'

const form = /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/

/** The scopes of a request: well formed, supported, and registered by the client if it registered any. */
export function requireScopes(
  exchange: Exchange,
  scope: string | undefined,
  client: Client,
): string[] {
  if (scope === undefined) return []
  requireThat(exchange, 'scope.form', form.test(scope))
  const scopes = [...new Set(scope.split(' '))]
  const { supportedScopes, allowUnsupportedScopes } = exchange.configuration
  const unsupported = scopes.filter((one) => !Object.hasOwn(supportedScopes, one))
  check(
    exchange,
    'scope.supported',
    allowUnsupportedScopes || unsupported.length === 0,
    `Not supported: ${unsupported.join(' ')}.`,
  )
  const registered = client.metadata.scope?.split(' ')
  check(
    exchange,
    'scope.registered',
    registered === undefined || scopes.every((one) => registered.includes(one)),
  )
  return scopes
}
