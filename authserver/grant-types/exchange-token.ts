import { expected, shown } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import { isPublic } from '../clients/client.ts'
import type { ServerConfiguration } from '../configuration/server-configuration.ts'
import {
  audienceOf,
  readList,
  requireKnown,
  requireResources,
} from '../resources/require-resources.ts'
import { requireGrantedScopes } from '../scopes/require-scopes.ts'
import { readScopes } from '../scopes/scope-list.ts'
import { tokenResponse } from '../token/token-response.ts'
import type { TokenResponse } from '../token/token-response.ts'
import type { TokenExchange } from '../token/token-exchange.ts'
import { requireKeyOfExchanged } from '../proof/confirmation.ts'
import { newGrant } from '../tokens/grants.ts'
import { issueAccessToken } from '../tokens/issue-access-token.ts'
import { issueIdToken } from '../tokens/issue-id-token.ts'
import { actorsTold } from '../users/pairwise-subjects.ts'
import type { GrantType } from './grant-type.ts'
import { readPresented, tokenTypes } from './presented-token.ts'
import type { Presented } from './presented-token.ts'

type Rule = ServerConfiguration['tokenExchange'][string]

/** What may be asked for (RFC 8693 §3). A refresh token would outlive the token that was shown. */
const issued: readonly string[] = [tokenTypes.accessToken, tokenTypes.jwt, tokenTypes.idToken]

/** Swaps a token for another one, as the policy of this client allows (RFC 8693 §2). */
export const exchangeToken: GrantType = {
  name: 'urn:ietf:params:oauth:grant-type:token-exchange',
  onByDefault: false,
  begins: true,
  clients: 'confidential',
  takesLists: true,
  async grant(exchange) {
    const { client, configuration } = exchange
    requireThat(exchange, 'token-exchange.confidential', !isPublic(client))
    const rule = configuration.tokenExchange[client.id]
    requireThat(exchange, 'token-exchange.policy', rule !== undefined)
    const wanted = requireWantedType(exchange)
    const subject = await requireSubject(exchange, rule)
    const actor = await requireActor(exchange)
    requireMayAct(exchange, subject, actor?.sub ?? client.id)
    const isAllowed = actor !== undefined || rule.impersonation
    requireThat(exchange, 'token-exchange.impersonation', isAllowed)
    const audience = await requireTargets(exchange, rule)
    const scopes = requireScopesOf(exchange, subject, rule)
    // Who acted before stays told, also where nobody acts now (RFC 8693 §4.1).
    const before = subject.act
    const act = actor ? { sub: actor.sub, ...(before !== undefined && { act: before }) } : before
    return issue(exchange, wanted, { subject, scopes, audience, act })
  },
}

function requireWantedType(exchange: TokenExchange): string {
  const { form, configuration } = exchange
  const wanted = parameter(form, 'requested_token_type') ?? tokenTypes.accessToken
  const offered = issued.filter(
    (type) => type !== tokenTypes.jwt || configuration.accessTokenFormat === 'jwt',
  )
  const isOffered = offered.includes(wanted)
  requireThat(exchange, 'token-exchange.requested-type', isOffered, () => expected(offered, wanted))
  return wanted
}

/** The token that is exchanged: good, and one that this client may exchange. */
async function requireSubject(exchange: TokenExchange, rule: Rule): Promise<Presented> {
  const { client, form } = exchange
  const token = parameter(form, 'subject_token')
  const type = parameter(form, 'subject_token_type')
  const both = token !== undefined && type !== undefined
  requireThat(exchange, 'token-exchange.subject-present', both)
  const subject = await readPresented(exchange, token, type)
  requireThat(exchange, 'token-exchange.subject-valid', subject, `It came as ${shown(type)}.`)
  const { resource: own = [] } = client.metadata
  const isOwn = subject.clientId === client.id
  const isForIt = subject.audience.some((one) => own.includes(one))
  const isAllowed = isOwn || rule.subjects === 'any' || (rule.subjects === 'audience' && isForIt)
  const why = `It is of ${subject.clientId}. The rule of ${client.id} says ${rule.subjects}.`
  requireThat(exchange, 'token-exchange.subject-allowed', isAllowed, why)
  if (isOwn) requireKeyOfExchanged(exchange, subject.confirmation)
  return subject
}

/** Who acts, shown by a token of this client's own; undefined where nobody does. */
async function requireActor(exchange: TokenExchange): Promise<Presented | undefined> {
  const { client, form } = exchange
  const token = parameter(form, 'actor_token')
  const type = parameter(form, 'actor_token_type')
  const isPair = (token === undefined) === (type === undefined)
  requireThat(exchange, 'token-exchange.actor-pair', isPair)
  if (token === undefined || type === undefined) return undefined
  const actor = await readPresented(exchange, token, type)
  requireThat(exchange, 'token-exchange.actor-valid', actor, `It came as ${shown(type)}.`)
  const isOwn = actor.clientId === client.id
  requireThat(exchange, 'token-exchange.actor-own', isOwn, `It is of ${actor.clientId}.`)
  requireKeyOfExchanged(exchange, actor.confirmation)
  return actor
}

/** A token may name who may act for its subject (RFC 8693 §4.4). */
function requireMayAct(exchange: TokenExchange, { mayAct }: Presented, acting: string): void {
  const named = mayAct === undefined ? acting : mayAct?.sub
  const why = () => expected(shown(named), acting)
  requireThat(exchange, 'token-exchange.may-act', named === acting, why)
}

/** For whom the new token is: `resource` and `audience` name known resources (RFC 8693 §2.1). */
async function requireTargets(exchange: TokenExchange, { audiences }: Rule): Promise<string[]> {
  const { form } = exchange
  const resources = await requireResources(exchange, form, 'any')
  const named = readList(form, 'audience')
  for (const one of named) await requireKnown(exchange, one)
  const targets = audienceOf(exchange, [...new Set([...resources, ...named])])
  const others = targets.filter((one) => audiences?.includes(one) === false)
  const why = `Not allowed: ${others.join(' ')}.`
  requireThat(exchange, 'token-exchange.target', others.length === 0, why)
  return targets
}

/** Never more than the subject token, the registration and the rule allow (RFC 8693 §5). */
function requireScopesOf(exchange: TokenExchange, subject: Presented, rule: Rule) {
  const { client, form } = exchange
  const { scope } = client.metadata
  const registered = scope === undefined ? undefined : readScopes(scope)
  const most = subject.scopes ?? rule.scopes ?? []
  const granted = most.filter(
    (one) => registered?.includes(one) !== false && rule.scopes?.includes(one) !== false,
  )
  return requireGrantedScopes(exchange, parameter(form, 'scope'), granted)
}

interface Decided {
  subject: Presented
  scopes: readonly string[]
  audience: string[]
  act: unknown
}

async function issue(
  exchange: TokenExchange,
  wanted: string,
  { subject, scopes, audience, act: acting }: Decided,
): Promise<TokenResponse> {
  const { sandbox, configuration } = exchange
  const { sub, user, authentication } = subject
  const act = await actorsTold(exchange, exchange.client, acting)
  if (wanted === tokenTypes.idToken) {
    const isUser = user !== null && authentication !== null
    requireThat(exchange, 'token-exchange.user', isUser)
    const claims = act === undefined ? {} : { act }
    const token = await issueIdToken(exchange, { sub, nonce: null, authentication, claims })
    const expires_in = configuration.idTokenLifetime
    return { access_token: token, issued_token_type: wanted, token_type: 'N_A', expires_in }
  }
  const left = Math.floor((subject.expiresAt - sandbox.clock.now()) / 1000)
  const answer = await issueAccessToken(exchange, {
    grantType: exchangeToken.name,
    user,
    subject: sub,
    act,
    scopes,
    audience,
    grantId: await grantOf(exchange, subject, scopes, audience),
    authentication,
    // No chain of exchanges makes a token live longer than the one that it began with.
    expiresIn: Math.max(1, Math.min(configuration.accessTokenLifetime, left)),
  })
  return { ...tokenResponse(answer, scopes), issued_token_type: wanted }
}

/** With the grant of the subject token the new one ends; an ID token is of none, so that it begins one. */
async function grantOf(
  exchange: TokenExchange,
  { grantId, user, authentication }: Presented,
  scopes: readonly string[],
  resources: string[],
): Promise<string | null> {
  if (grantId !== null || user === null) return grantId
  const clientId = exchange.client.id
  return newGrant(exchange, { clientId, user, scopes, resources, authentication })
}
