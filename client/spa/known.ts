import type { CompactVerifyGetKey } from 'jose'
import type { User } from 'oidc-client-ts'
import { messageAddressIn } from '@oauth-lab/kit/pages/console-link.ts'
import { unneeded } from '../tokens/finding.ts'
import type { Finding } from '../tokens/finding.ts'
import { verifyUserInfo } from '../tokens/verify-user-info.ts'
import type { AnswerView } from '../view/answer-card.ts'
import type { TokenView } from '../view/token-card.ts'
import { askedOf, notForUserInfo, refusalOf, unanswered, withExamples } from '../words/answers.ts'
import type { Asked } from '../words/answers.ts'
import { accessTokenOf, idTokenOf } from '../words/tokens.ts'
import { call } from './call.ts'
import type { Answer } from './call.ts'
import type { Config } from './config.ts'
import type { PageClock } from './lab-clock.ts'
import type { Session } from './session.ts'
import { checkAccessToken, checkIdToken } from './verify.ts'

/** All that can be shown of a sign-in: what the tokens say, what was checked, what the servers answered. */
export type Known = {
  who: string
  tokens: TokenView[]
  userInfo: AnswerView
  resources: AnswerView[]
  /** Milliseconds on the page's clock between which the access token is good. */
  life: { received_at: number; expires_at: number | null }
}

type Knowing = {
  config: Config
  session: Session
  keys: CompactVerifyGetKey | undefined
  user: User
  clock: PageClock
}

const nameOf = (user: User): string =>
  user.profile.name ?? user.profile.preferred_username ?? user.profile.sub

const inFlow = ({ flow }: Config, exchange: string | undefined): string | undefined =>
  flow === undefined || exchange === undefined ? undefined : messageAddressIn(flow, exchange)

const viewTokens = async ({ config, session, keys, user, clock }: Knowing) => {
  const facts = session.facts()
  const asked = { config, keys, clock, facts }
  const [access, id] = await Promise.all([
    checkAccessToken(user.access_token, asked),
    checkIdToken(user, asked),
  ])
  const who = nameOf(user)
  const from = { inFlow: inFlow(config, facts.exchange) }
  return [
    { ...accessTokenOf(who), ...access, ...from, raw: user.access_token },
    { ...idTokenOf(who), ...id, ...from, raw: user.id_token ?? '' },
  ]
}

const lifeOf = (user: User, [access]: TokenView[], clock: PageClock): Known['life'] => {
  const claims = access?.decoded.opaque === false ? access.decoded.claims : {}
  const { iat, exp } = claims
  if (iat !== undefined && exp !== undefined) {
    return { received_at: iat * 1000, expires_at: exp * 1000 }
  }
  // What oidc-client-ts computed is on the clock of this browser.
  const now = clock.now()
  const left = user.expires_in
  return { received_at: now, expires_at: left === undefined ? null : now + left * 1000 }
}

const viewAnswer = (
  asked: Asked,
  answer: Answer | undefined,
  config: Config,
  findings: Finding[] = [],
): AnswerView => {
  const peer = asked.from === 'authserver' ? 'authorization server' : 'resource server'
  const isGood = answer !== undefined && answer.status >= 200 && answer.status < 300
  const isExplained = findings.some(({ outcome }) => outcome === 'unneeded')
  const refused = answer === undefined ? unanswered(peer, noAnswer) : refusalOf(answer, peer)
  return {
    ...withExamples(asked, answer?.body),
    path: /\/[^/]*\/?$/.exec(new URL(answer?.url ?? 'about:blank').pathname)?.[0] ?? '',
    exchange: answer,
    inFlow: inFlow(config, answer?.requestId),
    open: asked.id === 'resource' && isGood,
    findings,
    refusal: isGood || isExplained ? undefined : refused,
  }
}

const noAnswer =
  'There was no answer. Look whether the lab runs and lets this origin call it, then call again.'

const viewUserInfo = async (
  { config, user }: Knowing,
  endpoint: string | undefined,
): Promise<AnswerView> => {
  const asked = askedOf(config.resource_scope).userinfo
  if (endpoint === undefined) {
    const says =
      'UserInfo: the metadata of this authorization server names no `userinfo_endpoint`, so nobody was asked.'
    const findings = [unneeded('OpenID Connect Discovery §3', says)]
    return viewAnswer(asked, undefined, config, findings)
  }
  const answer = await call(endpoint, user.access_token)
  return viewAnswer(asked, answer, config, userInfoFindings(answer, user, config))
}

const userInfoFindings = (
  answer: Answer | undefined,
  user: User,
  { external, resource }: Config,
): Finding[] => {
  if (answer?.status === 200) return [verifyUserInfo(parse(answer.body), user.profile.sub)]
  const refused = answer?.status === 401 || answer?.status === 403
  return refused && external && resource && !user.expired
    ? [unneeded('RFC 8707 §2', notForUserInfo)]
    : []
}

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** Checks the tokens and calls UserInfo and both protected resources. Throws only when there is no metadata. */
export const find = async (knowing: Knowing): Promise<Known> => {
  const { config, session, user, clock } = knowing
  const { userinfo_endpoint } = await session.metadata()
  const asked = askedOf(config.resource_scope)
  const [tokens, userInfo, resource, delegated] = await Promise.all([
    viewTokens(knowing),
    viewUserInfo(knowing, userinfo_endpoint),
    call(config.resources.protected, user.access_token),
    call(config.resources.delegated, user.access_token),
  ])
  return {
    who: nameOf(user),
    tokens,
    userInfo,
    resources: [
      viewAnswer(asked.resource, resource, config),
      viewAnswer(asked.delegated, delegated, config),
    ],
    life: lifeOf(user, tokens, clock),
  }
}
