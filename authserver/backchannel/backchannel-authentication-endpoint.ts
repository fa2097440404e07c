import { shown } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { askedScopes } from '../authorization/granted-scopes.ts'
import { requireThat } from '../checks.ts'
import { requireDetails } from '../authorization-details/require-details.ts'
import { authenticateClient } from '../clients/authenticate-client.ts'
import type { Exchange } from '../exchange.ts'
import { cibaName } from '../grant-types/grant-type.ts'
import { requireGrantType } from '../grant-types/require-grant-type.ts'
import { allowAlone, automatic } from '../interaction/answer-alone.ts'
import { withProfileOf } from '../profiles/apply-profile.ts'
import { requireResources } from '../resources/require-resources.ts'
import { requireScopes } from '../scopes/require-scopes.ts'
import { requireForm } from '../token/read-form.ts'
import { keepBackchannelRequest } from './backchannel-requests.ts'
import { requireParameters } from './require-parameters.ts'
import { requireUser } from './require-user.ts'

/** An authentication request acknowledgement (CIBA Core §7.3). */
interface Acknowledgement {
  auth_req_id: string
  /** Seconds. */
  expires_in: number
  /** Seconds; absent where the client is sent its tokens. */
  interval?: number
}

/** Seconds that a request may ask to wait. */
const longest = 3600

/** The backchannel authentication endpoint (CIBA Core §7). */
export async function backchannelAuthentication(opened: Exchange): Promise<Acknowledgement> {
  const sent = requireForm(opened, ['resource'])
  const client = await authenticateClient(opened, sent)
  const exchange = withProfileOf(opened, client)
  await requireGrantType(exchange, client, cibaName)
  const { configuration, reply } = exchange
  const form = await requireParameters(exchange, sent, client)
  const asked = requireScopes(exchange, parameter(form, 'scope'), client)
  requireThat(exchange, 'backchannel-request.openid', asked.includes('openid'))
  const details = requireDetails(exchange, parameter(form, 'authorization_details'), client)
  const bindingMessage = requireBindingMessage(exchange, form)
  const lifetime = requireLifetime(exchange, form)
  const { backchannel_token_delivery_mode: mode = 'poll' } = client.metadata
  // Where tokens are pushed, nobody can say for which resource.
  const named = mode === 'push' ? 'token' : 'grant'
  const resources = await requireResources(exchange, form, named)
  const token = mode === 'poll' ? undefined : requireNotificationToken(exchange, form)
  const { sub } = await requireUser(exchange, form, client)
  const scopes = await askedScopes(exchange, { clientId: client.id, scopes: asked, parameters: {} })
  const acrValues = (parameter(form, 'acr_values') ?? '').split(' ').filter(Boolean)
  const wanted = { clientId: client.id, sub, scopes, resources, details, bindingMessage, acrValues }
  const { authReqId, request } = await keepBackchannelRequest(exchange, wanted, { lifetime, token })
  const alone = automatic(exchange)
  if (alone) await allowAlone(exchange, { kind: 'backchannel', wanted: request }, alone, { sub })
  reply.header('cache-control', 'no-store')
  return {
    auth_req_id: authReqId,
    expires_in: lifetime,
    ...(mode !== 'push' && { interval: configuration.pollInterval }),
  }
}

/** Short, and of characters that people tell apart on two screens. */
function requireBindingMessage(exchange: Exchange, form: Parameters): string | undefined {
  const message = parameter(form, 'binding_message')
  const isGood = message === undefined || /^[\p{L}\p{N}\p{P}\p{Sc} ]{1,64}$/u.test(message)
  requireThat(exchange, 'backchannel-request.binding-message', isGood, () => {
    return `It has ${message!.length} characters; 64 letters, numbers and signs are the most.`
  })
  return message
}

/** Seconds that the request waits: as asked for, an hour at most. */
function requireLifetime(exchange: Exchange, form: Parameters): number {
  const sent = parameter(form, 'requested_expiry')
  const isGood = sent === undefined || /^[1-9]\d{0,8}$/.test(sent)
  requireThat(exchange, 'backchannel-request.expiry', isGood, () => `Found ${shown(sent)}.`)
  const { backchannelRequestLifetime } = exchange.configuration
  return sent === undefined ? backchannelRequestLifetime : Math.min(Number(sent), longest)
}

/** By which the client knows the server when it is told: 128 bits take 22 characters at least. */
function requireNotificationToken(exchange: Exchange, form: Parameters): string {
  const token = parameter(form, 'client_notification_token')
  const isGood =
    token !== undefined &&
    token.length >= 22 &&
    token.length <= 1024 &&
    /^[\w~+/.-]+=*$/.test(token)
  requireThat(exchange, 'backchannel-request.notification-token', isGood)
  return token
}
