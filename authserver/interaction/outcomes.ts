import { Refusal } from '@oauth-lab/kit/checks.ts'
import { finishAuthorization } from '../authorization/finish-authorization.ts'
import { grantedScopes } from '../authorization/granted-scopes.ts'
import { refusalAnswer } from '../authorization/respond.ts'
import type { Answer } from '../authorization/response-modes/response-modes.ts'
import { requireAcr } from '../authorization/rules/acr.ts'
import { answerBackchannel } from '../backchannel/answer-backchannel.ts'
import { backchannelPath } from '../backchannel/backchannel-requests.ts'
import type { BackchannelRequest } from '../backchannel/backchannel-requests.ts'
import { requireThat } from '../checks.ts'
import { findClient } from '../clients/client.ts'
import { answerDevice, verificationPath } from '../device/device-codes.ts'
import type { Exchange } from '../exchange.ts'
import { newGrant } from '../tokens/grants.ts'
import { otherSubject } from '../users/pairwise-subjects.ts'
import { hasConsent } from './consents.ts'
import type { ElsewherePurpose, Purpose } from './purpose.ts'
import { requireSignedIn } from './require-signed-in.ts'
import type { Session } from './sessions.ts'

/** What a finished interaction brings. */
interface Outcome<P extends Purpose> {
  /** Whether the user who is signed in has nothing more to be asked. */
  isSettled(exchange: Exchange, purpose: P, session: Session): Promise<boolean>
  /** @param scopes what the user allowed; all that was asked for when nothing was to be asked */
  finish(exchange: Exchange, purpose: P, session: Session, scopes?: string[]): Promise<Answer>
  refuse(exchange: Exchange, purpose: P, refusal: Refusal): Answer | Promise<Answer>
}

const outcomes: { [Kind in Purpose['kind']]: Outcome<Extract<Purpose, { kind: Kind }>> } = {
  authorization: {
    isSettled: (exchange, { wanted }, session) => hasConsent(exchange, session.sub, wanted),
    async finish(exchange, { wanted }, session, scopes = wanted.scopes) {
      const { hintedSub, clientId } = wanted
      const client = await findClient(exchange.server.db, exchange.sandbox, clientId)
      const isHinted = hintedSub === undefined || hintedSub === session.sub
      const unlike = () =>
        client === undefined
          ? 'Its client is gone.'
          : otherSubject(client, hintedSub ?? 'anybody', session.sub)
      requireThat(exchange, 'session.hinted', isHinted, unlike)
      return finishAuthorization(exchange, wanted, session, scopes)
    },
    refuse: (exchange, { wanted }, refusal) => refusalAnswer(exchange, wanted, refusal),
  },
  device: {
    // Each time: somebody else may have sent the code (RFC 8628 §5.4).
    isSettled: () => Promise.resolve(false),
    async finish(exchange, { wanted }, session, allowed = wanted.scopes) {
      const grantId = await grantOf(exchange, wanted, session, allowed)
      const isOpen = await answerDevice(exchange, wanted, { grantId })
      requireThat(exchange, 'user-code.open', isOpen)
      return showDevice(exchange, 'allowed')
    },
    async refuse(exchange, { wanted }, { check }) {
      const isDenied = check === 'consent.given' && (await answerDevice(exchange, wanted, 'denied'))
      return showDevice(exchange, isDenied ? 'denied' : 'over')
    },
  },
  backchannel: {
    // Each time: the user did not begin it (CIBA Core §8). Nobody is asked in another's place.
    isSettled: (_, { wanted }, session) => Promise.resolve(wanted.sub !== session.sub),
    async finish(exchange, { wanted }, session, allowed = wanted.scopes) {
      requireThat(exchange, 'backchannel-request.of-user', wanted.sub === session.sub)
      const asked = { values: wanted.acrValues, essential: false, forToken: false }
      const authentication = requireAcr(exchange, asked, session.authentication)
      const grantId = await grantOf(exchange, wanted, { ...session, authentication }, allowed)
      const isOpen = await answerBackchannel(exchange, wanted, { grantId })
      requireThat(exchange, 'backchannel-request.open', isOpen)
      return showBackchannel(exchange, wanted)
    },
    async refuse(exchange, { wanted }, { check }) {
      if (check === 'consent.given') await answerBackchannel(exchange, wanted, 'denied')
      return showBackchannel(exchange, wanted)
    },
  },
  account: {
    isSettled: () => Promise.resolve(true),
    finish: ({ sandbox }, { page = 'account' }) =>
      Promise.resolve({ kind: 'redirect', location: `${sandbox.prefix}/authserver/${page}` }),
    refuse: ({ sandbox }) => ({ kind: 'redirect', location: `${sandbox.prefix}/` }),
  },
}

/** Stores what the user allowed a client that gets its answer on a way of its own; returns the grant's id. */
async function grantOf(
  exchange: Exchange,
  wanted: ElsewherePurpose['wanted'],
  session: Session,
  allowed: string[],
): Promise<string> {
  const { clientId, resources, details } = wanted
  const user = await requireSignedIn(exchange, session)
  const scopes = await grantedScopes(exchange, { ...wanted, user }, allowed)
  const { authentication } = session
  return newGrant(exchange, { clientId, user, scopes, resources, details, authentication })
}

function showBackchannel({ sandbox }: Exchange, { requestId }: BackchannelRequest): Answer {
  const query = new URLSearchParams({ request_id: requestId }).toString()
  return { kind: 'redirect', location: `${sandbox.prefix}${backchannelPath}?${query}` }
}

function showDevice({ sandbox }: Exchange, answer: 'allowed' | 'denied' | 'over'): Answer {
  const location = `${sandbox.prefix}${verificationPath}?answer=${answer}`
  return { kind: 'redirect', location }
}

export function outcomeOf<P extends Purpose>(purpose: P): Outcome<P> {
  return outcomes[purpose.kind] as unknown as Outcome<P>
}

/** What an outcome gives; a check that fails now is told to whoever asked. */
export async function giveOrRefuse(
  exchange: Exchange,
  purpose: Purpose,
  give: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await give()
  } catch (error) {
    if (error instanceof Refusal) return outcomeOf(purpose).refuse(exchange, purpose, error)
    throw error
  }
}
