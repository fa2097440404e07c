import { expected, shown, shownList } from '@oauth-lab/kit/check-detail.ts'
import { parameter, repeated } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { accountPath } from '../account/paths.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { goOn, inTurn, signedIn } from '../interaction/go-on.ts'
import { interactionPath, requireInteraction } from '../interaction/interactions.ts'
import { findSession } from '../interaction/sessions.ts'
import { askedAge } from './begin-upstream.ts'
import { findLink, keepLink } from './links.ts'
import { orShowRefusal } from './or-show-refusal.ts'
import { requireProvider } from './providers.ts'
import type { Provider } from './providers.ts'
import { requirePerson } from './upstream-person.ts'
import type { Person } from './upstream-person.ts'
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
  const answered = (maxAge?: number) => requireAnswer(exchange, provider, sent, maxAge)
  if ('sub' in errand) return finishLink(exchange, provider, errand.sub, answered)
  const { interactionId } = errand
  const finish = () => finishSignIn(exchange, provider, interactionId, answered)
  return inTurn(exchange, finish, interactionId)
}

/** What is refused from here on leaves the page that waits as it was: the person may sign in otherwise. */
async function finishSignIn(
  exchange: Exchange,
  provider: Provider,
  id: string,
  answered: (maxAge?: number) => Promise<Person>,
): Promise<unknown> {
  const interaction = await requireInteraction(exchange, { isForm: false, id })
  const otherwise = interactionPath(exchange, id)
  return orShowRefusal(exchange, { name: provider.name, otherwise }, async () => {
    const { came, ...person } = await answered(askedAge(interaction))
    const { username, totp_secret: second } = await requireUserOf(exchange, provider, person)
    if (second === null) return signedIn(exchange, interaction, username, came)
    interaction.progress = { awaitsCode: username, came }
    return goOn(exchange, interaction)
  })
}

/** Links the account there to the user who wanted that, and who is still signed in. */
function finishLink(
  exchange: Exchange,
  provider: Provider,
  sub: string,
  answered: () => Promise<Person>,
): Promise<unknown> {
  const account = exchange.sandbox.prefix + accountPath
  return orShowRefusal(exchange, { name: provider.name, account }, async () => {
    const session = await findSession(exchange)
    requireThat(exchange, 'upstream-link.same-user', session?.sub === sub)
    const person = await answered()
    const isKept = await keepLink(exchange, provider, person, { sub, madeUser: false })
    const isFree = isKept || (await findLink(exchange, provider, person))?.sub === sub
    requireThat(exchange, 'upstream-link.free', isFree)
    return exchange.reply.redirect(account, 303)
  })
}

async function requireAnswer(
  exchange: Exchange,
  provider: Provider,
  sent: Sent,
  maxAge: number | undefined,
): Promise<Person> {
  await redeemUpstreamState(exchange, sent)
  const metadata = await requireUpstreamServer(exchange, provider)
  const query = exchange.request.query as Parameters
  const iss = parameter(query, 'iss')
  const wanted = provider.issuer
  const isPromised = metadata.authorization_response_iss_parameter_supported === true
  // What comes without a promise is compared too, and refused where nothing is known to compare with.
  const fits = iss === undefined ? !isPromised : iss === wanted
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
