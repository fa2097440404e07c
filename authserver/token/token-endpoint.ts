import { parameter } from '@oauth-lab/kit/form.ts'
import { refuseDetails } from '../authorization-details/require-details.ts'
import { requireThat } from '../checks.ts'
import { authenticateClient } from '../clients/authenticate-client.ts'
import type { Exchange } from '../exchange.ts'
import { requireGrantType } from '../grant-types/require-grant-type.ts'
import { readConfirmation } from '../proof/confirmation.ts'
import { describeParameters } from '../debug-log/describe.ts'
import { withProfileOf } from '../profiles/apply-profile.ts'
import { countTokens } from './count-tokens.ts'
import { requireForm, requireOnce } from './read-form.ts'
import type { TokenResponse } from './token-response.ts'

/** The token endpoint (RFC 6749 §3.2). */
export async function token(opened: Exchange): Promise<TokenResponse> {
  let exchange = opened
  exchange.debug?.step('parameters', describeParameters(exchange.request))
  // How many resources are too many is another error than a parameter that came twice (RFC 8707 §2).
  const form = requireForm(exchange, ['resource', 'audience'])
  const client = await authenticateClient(exchange, form)
  exchange = withProfileOf(exchange, client)
  const name = parameter(form, 'grant_type')
  requireThat(exchange, 'grant-type.present', name !== undefined)
  const grantType = await requireGrantType(exchange, client, name)
  if (!grantType.takesLists && Array.isArray(form['audience']))
    requireOnce(exchange, form, ['resource'])
  if (!grantType.takesDetails) refuseDetails(exchange, parameter(form, 'authorization_details'))
  const confirmation = await readConfirmation(exchange, client)
  const bound = confirmation && { confirmation }
  const response = await grantType.grant({ ...exchange, ...bound, client, form })
  exchange.debug?.step('answer', Object.keys(response).join(' '))
  countTokens(exchange, grantType.name, response)
  exchange.reply.header('cache-control', 'no-store').header('pragma', 'no-cache')
  return response
}
