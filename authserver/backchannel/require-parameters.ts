import { shownList } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireRequestObject } from '../authorization/parameters/request-object.ts'
import { requireThat } from '../checks.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'

/** What a signed request says of itself besides its issuer (CIBA Core §7.1.1). */
const needed = ['aud', 'exp', 'iat', 'nbf', 'jti']

/**
 * The parameters of a backchannel request: those of its object and no others where it is signed, as it must be of a
 * client that registered by what it signs (CIBA Core §4, §7.1.1).
 */
export async function requireParameters(
  exchange: Exchange,
  form: Parameters,
  client: Client,
): Promise<Parameters> {
  const object = parameter(form, 'request')
  const { backchannel_authentication_request_signing_alg: registered } = client.metadata
  const isSigned = object !== undefined
  requireThat(exchange, 'backchannel-request.signed', isSigned || registered === undefined)
  if (!isSigned) return form
  const rules = { registered, namedBy: 'iss', mayBeUnsigned: false } as const
  const { parameters, claims } = await requireRequestObject(exchange, client, object, rules)
  const missing = needed.filter((name) => claims[name] === undefined)
  requireThat(exchange, 'backchannel-request.object-claims', missing.length === 0, () => {
    return `It lacks ${shownList(missing, ', ')}.`
  })
  return parameters
}
