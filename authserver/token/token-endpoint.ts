import { shown } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../checks.ts'
import { authenticateClient } from '../clients/authenticate-client.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import type { GrantType } from '../grant-types/grant-type.ts'
import { findGrantType, grantTypesInForce } from '../grant-types/grant-types.ts'
import { callHook } from '../hooks/call-hook.ts'
import { describeParameters } from '../debug-log/describe.ts'
import { countTokens } from './count-tokens.ts'
import { requireForm, requireOnce } from './read-form.ts'
import type { TokenResponse } from './token-response.ts'

/** The token endpoint (RFC 6749 §3.2). */
export async function token(exchange: Exchange): Promise<TokenResponse> {
  exchange.debug?.step('parameters', describeParameters(exchange.request))
  // How many resources are too many is another error than a parameter that came twice (RFC 8707 §2).
  const form = requireForm(exchange, ['resource', 'audience'])
  const client = await authenticateClient(exchange, form)
  const grantType = await requireGrantType(exchange, client, form)
  if (!grantType.takesLists && Array.isArray(form['audience']))
    requireOnce(exchange, form, ['resource'])
  const response = await grantType.grant({ ...exchange, client, form })
  exchange.debug?.step('answer', Object.keys(response).join(' '))
  countTokens(exchange, grantType.name, response)
  exchange.reply.header('cache-control', 'no-store').header('pragma', 'no-cache')
  return response
}

async function requireGrantType(
  exchange: Exchange,
  client: Client,
  form: Parameters,
): Promise<GrantType> {
  const name = parameter(form, 'grant_type')
  requireThat(exchange, 'grant-type.present', name !== undefined)
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
