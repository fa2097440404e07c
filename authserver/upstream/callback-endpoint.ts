import { Refusal } from '@oauth-lab/kit/checks.ts'
import { expected, shown, shownList } from '@oauth-lab/kit/check-detail.ts'
import { parameter, repeated } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { showUpstreamRefusal } from '../http/render-page.ts'
import { goOn, inTurn, signedIn } from '../interaction/go-on.ts'
import { interactionPath, requireInteraction } from '../interaction/interactions.ts'
import { askedAge } from './begin-upstream.ts'
import { requireProvider } from './providers.ts'
import type { Provider } from './providers.ts'
import { requirePerson } from './upstream-person.ts'
import { redeemUpstreamState, requireUpstreamSignIn } from './upstream-sign-ins.ts'
import type { Sent } from './upstream-sign-ins.ts'
import { requireUpstreamServer } from './upstream-server.ts'
import { requireUserOf } from './user-of.ts'

/** The browser comes back from an identity provider (RFC 6749 §4.1.2). */
export async function upstreamCallback(exchange: Exchange): Promise<unknown> {
  const { provider: id } = exchange.request.params as { provider: string }
  const query = exchange.request.query as Parameters
  const provider = requireProvider(exchange, id)
  const twice = repeated(query)
  const repeats = `Sent more than once: ${shownList(twice, ', ')}.`
  requireThat(exchange, 'upstream-response.parameters-once', twice.length === 0, repeats)
  const { sent, errand } = await requireUpstreamSignIn(
    exchange,
    provider,
    parameter(query, 'state') ?? '',
  )
  const { interactionId } = errand as { interactionId: string }
  return inTurn(exchange, interactionId, () => goOnWith(exchange, provider, sent, interactionId))
}

/** What is refused from here on leaves the page that waits as it was: the person may sign in otherwise. */
async function goOnWith(
  exchange: Exchange,
  provider: Provider,
  sent: Sent,
  interactionId: string,
): Promise<unknown> {
  const interaction = await requireInteraction(exchange, { isForm: false, id: interactionId })
  try {
    const person = await requireAnswer(exchange, provider, sent, askedAge(interaction))
    const user = await requireUserOf(exchange, provider, person)
    if (user.totp_secret === null) {
      return await signedIn(exchange, interaction, user.username, person.came)
    }
    interaction.progress = { awaitsCode: user.username, came: person.came }
    return await goOn(exchange, interaction)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const otherwise = interactionPath(exchange, interactionId)
    return showUpstreamRefusal(exchange, error, { name: provider.name, otherwise })
  }
}

async function requireAnswer(
  exchange: Exchange,
  provider: Provider,
  sent: Sent,
  maxAge: number | undefined,
) {
  await redeemUpstreamState(exchange, sent)
  const metadata = await requireUpstreamServer(exchange, provider)
  const query = exchange.request.query as Parameters
  const iss = parameter(query, 'iss')
  const wanted = provider.issuer
  const isPromised = metadata.authorization_response_iss_parameter_supported === true
  // A social one may have no issuer; then there is nothing to compare with.
  const fits = iss === undefined ? !isPromised : wanted === undefined || iss === wanted
  requireThat(exchange, 'upstream-response.issuer', fits, () => expected(wanted ?? 'none', iss))
  const error = parameter(query, 'error')
  requireThat(
    exchange,
    'upstream-response.allowed',
    error === undefined,
    () => `Its error is ${shown(error)}.`,
  )
  requireThat(exchange, 'upstream-response.code', parameter(query, 'code') !== undefined)
  const answer = new URLSearchParams({ code: parameter(query, 'code')!, state: sent.state })
  if (iss !== undefined && isPromised) answer.set('iss', iss)
  return requirePerson(exchange, provider, metadata, answer, sent, maxAge)
}
