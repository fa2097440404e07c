import { shown } from '@oauth-lab/kit/check-detail.ts'
import { check, requireThat } from '../checks.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { callHook } from '../hooks/call-hook.ts'
import type { GrantType } from './grant-type.ts'
import { findGrantType, grantTypesInForce } from './grant-types.ts'

/** The grant type of that name: the server has it, and this client may use it (RFC 6749 §5.2). */
export async function requireGrantType(
  exchange: Exchange,
  client: Client,
  name: string,
): Promise<GrantType> {
  const hooks = exchange.server.hooks(exchange.sandbox)
  const inForce = grantTypesInForce(exchange.configuration, hooks)
  const grantType = inForce.includes(name) ? findGrantType(name, hooks) : undefined
  requireThat(
    exchange,
    'grant-type.supported',
    grantType !== undefined,
    () => `Found ${shown(name)}. Supported: ${inForce.join(' ')}.`,
  )
  const { grant_types: registered } = client.metadata
  check(
    exchange,
    'grant-type.allowed',
    registered.includes(name),
    () => `Found ${shown(name)}. Registered: ${shown(registered.join(' '))}.`,
  )
  const accepted = await callHook(exchange, 'validateClient', client.id, name)
  if (accepted !== undefined) {
    exchange.debug?.step('hook', `validateClient ${accepted ? 'accepts' : 'refuses'} the client`)
  }
  requireThat(exchange, 'client.accepted', accepted !== false)
  return grantType
}
