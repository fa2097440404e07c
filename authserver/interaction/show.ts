import { shown } from '@oauth-lab/kit/check-detail.ts'
import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import { clockOf } from '@oauth-lab/kit/pages/clock-line.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import { freeAttempts } from '@oauth-lab/kit/throttle.ts'
import { accountPath } from '../account/paths.ts'
import { describeMembers } from '../authorization-details/describe.ts'
import { appendQuery } from '../authorization/response-modes/append.ts'
import type { Answer } from '../authorization/response-modes/response-modes.ts'
import { findResponseType } from '../authorization/response-types/response-types.ts'
import { findClient, isPublic } from '../clients/client.ts'
import type { Client } from '../clients/client.ts'
import type { Exchange } from '../exchange.ts'
import { callHook } from '../hooks/call-hook.ts'
import type { Told } from '../logout/tell-clients.ts'
import type { LogoutRequest } from '../logout/logout-request.ts'
import { issuerOf } from '../server.ts'
import { providersOf } from '../upstream/providers.ts'
import { findSubject, readUser } from '../users/users.ts'
import { csrfToken } from './browser.ts'
import { claimsToAllow, resourceOf } from './consents.ts'
import { interactionPath } from './interactions.ts'
import type { Interaction } from './interactions.ts'
import type { Answered } from './pages/consent-page.ts'
import type { AskingClient, DirectRequest } from './pages/frame.ts'
import type { AskingPurpose, Purpose } from './purpose.ts'
import { publicPeople } from './public-people.ts'
import type { Session } from './sessions.ts'

/** A sign-in that was refused: how often, and how many seconds to wait. */
interface Refused {
  failures: number
  wait: number
}

/** Scopes that the authorization server itself answers for (OpenID Connect Core §5.4, §11). */
const aboutTheUser = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access']

export async function showLogin(
  exchange: Exchange,
  interaction: Interaction,
  refused?: Refused & { username: string },
): Promise<unknown> {
  const { purpose } = interaction
  const wanted = purpose.kind === 'account' ? undefined : purpose.wanted
  const hinted = purpose.kind === 'authorization' ? purpose.wanted.loginHint : undefined
  const notice = wanted && (await callHook(exchange, 'displayLogin', wanted))
  const frame = await formFrame(exchange, interaction, 'login')
  const page = exchange.server.pages.login({
    ...frame,
    loginHint: refused?.username ?? hinted,
    error:
      refused && describeRefusal(refused, frame.client, 'The user name or the password is wrong.'),
    ...attemptOf(refused),
    people: await publicPeople(exchange),
    elsewhere: elsewhere(exchange, interaction),
    leadsTo: purpose.kind === 'account' ? (purpose.page ?? 'account') : undefined,
    registrationHref: exchange.configuration.userRegistration
      ? `${interactionPath(exchange, interaction.id)}/registration`
      : undefined,
    forgottenHref: exchange.configuration.passwordReset
      ? `${interactionPath(exchange, interaction.id)}/forgotten-password`
      : undefined,
    notice: notice ?? undefined,
  })
  return sendPage(exchange.reply, page, { status: statusOf(refused) })
}

/** The servers at which the user may sign in instead. */
function elsewhere(exchange: Exchange, { id }: Interaction) {
  const providers = providersOf(exchange)
  const action = `${interactionPath(exchange, id)}/upstream`
  return providers.length > 0 ? { action, providers } : undefined
}

export async function showCode(
  exchange: Exchange,
  interaction: Interaction,
  refused?: Refused,
): Promise<unknown> {
  const frame = await formFrame(exchange, interaction, 'code')
  const page = exchange.server.pages.totp({
    ...frame,
    username: interaction.progress.awaitsCode ?? '',
    error:
      refused && describeRefusal(refused, frame.client, 'The code is wrong, or was used already.'),
    ...attemptOf(refused),
  })
  return sendPage(exchange.reply, page, { status: statusOf(refused) })
}

export async function showConsent(
  exchange: Exchange,
  interaction: Interaction,
  purpose: AskingPurpose,
  session: Session,
): Promise<unknown> {
  const { wanted } = purpose
  const { clientId, scopes, details = [], parameters } = wanted
  const { supportedScopes, authorizationDetailsTypes } = exchange.configuration
  const row = await findSubject(exchange.server.db, exchange.sandbox, session.sub)
  const user = row && readUser(row)
  const notice =
    user && (await callHook(exchange, 'displayPermissions', { clientId, scopes, parameters, user }))
  const page = exchange.server.pages.consent({
    ...(await formFrame(exchange, interaction, 'consent')),
    client: await askingClient(exchange, clientId),
    user: { name: nameOf(user?.claims, session.username) },
    scopes: scopes.map((name) => ({
      name,
      description: Object.hasOwn(supportedScopes, name) ? supportedScopes[name]! : name,
      needed: name === 'openid',
      group: aboutTheUser.includes(name) ? 'you' : 'resource',
      checked: true,
    })),
    claims: claimsToAllow(exchange, wanted).map((name) => ({
      name,
      value: valueOf(user?.claims, name),
    })),
    details: details.map((detail) => {
      const { description = detail.type, schema = {} } =
        authorizationDetailsTypes[detail.type] ?? {}
      return { type: detail.type, description, members: describeMembers(detail, schema) }
    }),
    resource: resourceOf(exchange, wanted),
    answered: await answeredBy(exchange, purpose),
    accountHref: exchange.sandbox.prefix + accountPath,
    otherUserHref: `${interactionPath(exchange, interaction.id)}/other-user`,
    notice: notice ?? undefined,
  })
  return sendPage(exchange.reply, page)
}

/** Where the answer goes. */
async function answeredBy(exchange: Exchange, purpose: AskingPurpose): Promise<Answered> {
  const { configuration, server, sandbox } = exchange
  if (purpose.kind === 'device') return { userCode: purpose.wanted.userCode }
  if (purpose.kind === 'backchannel') {
    const { clientId, bindingMessage } = purpose.wanted
    const client = await findClient(server.db, sandbox, clientId)
    return { mode: client?.metadata.backchannel_token_delivery_mode ?? 'poll', bindingMessage }
  }
  const { redirectUri, responseType } = purpose.wanted
  const sends = findResponseType(responseType)?.parts ?? []
  return { redirectUri, sends, codeLifetime: configuration.codeLifetime }
}

/** A form that posts itself; of a silent request the client at its own address may hold it in a frame. */
export async function showFormPost(
  exchange: Exchange,
  { redirectUri, parameters }: Extract<Answer, { kind: 'form' }>,
  clientId: string,
  silent: boolean,
): Promise<unknown> {
  const client = await askingClient(exchange, clientId)
  const page = exchange.server.pages.formPost({
    ...frameOf(exchange.request),
    client,
    redirectUri,
    parameters,
  })
  const { origin, protocol } = new URL(redirectUri)
  const isWeb = protocol === 'https:' || (protocol === 'http:' && isPlain(exchange.sandbox))
  const isFramed = silent && isWeb
  return sendPage(exchange.reply, page, isFramed ? { framedBy: origin } : {})
}

export async function showLogoutQuestion(
  exchange: Exchange,
  wanted: LogoutRequest,
  session: Session,
): Promise<unknown> {
  const row = await findSubject(exchange.server.db, exchange.sandbox, session.sub)
  const { client, postLogoutRedirectUri: returnTo, state } = wanted
  const fields = { client_id: client?.id, post_logout_redirect_uri: returnTo, state }
  const page = exchange.server.pages.logoutQuestion({
    ...frameOf(exchange.request),
    action: `${exchange.sandbox.prefix}/authserver/logout-answer`,
    csrf: csrfToken(exchange, 'logout'),
    hidden: definedOnly(fields),
    client: client === undefined ? null : describe(client),
    user: { name: nameOf(row && readUser(row).claims, session.username) },
    returnTo,
  })
  return sendPage(exchange.reply, page)
}

export function showLoggedOut(
  exchange: Exchange,
  { client, returnTo }: LogoutRequest,
  ended: boolean,
  told: readonly Told[] = [],
): unknown {
  const asking = client === undefined ? null : describe(client)
  const begins = ended ? client?.metadata.initiate_login_uri : undefined
  const frames = told.flatMap(({ frame }) => frame ?? [])
  return sendPage(
    exchange.reply,
    exchange.server.pages.loggedOut({
      ...frameOf(exchange.request),
      ended,
      client: asking,
      returnTo,
      told,
      frames,
      beginAgain: begins && appendQuery(begins, { iss: issuerOf(exchange.sandbox) }),
    }),
    { frames },
  )
}

/** What every page is given. */
export function frameOf({ sandbox, id }: { sandbox: Sandbox; id: string }) {
  return { sandbox, clock: clockOf(sandbox), requestId: id }
}

/** Requests that did not come through the browser. */
const directRequests: Partial<Record<Purpose['kind'], DirectRequest>> = {
  device: { note: 'Device authorization request', clause: 'RFC 8628 §3.1' },
  backchannel: { note: 'Backchannel authentication request', clause: 'CIBA Core §7.1' },
}

/** What a page of an interaction is given; its form goes to that step. */
export async function formFrame(exchange: Exchange, { id, purpose }: Interaction, step: string) {
  const wanted = purpose.kind === 'account' ? undefined : purpose.wanted
  return {
    ...frameOf(exchange.request),
    client: wanted === undefined ? null : await askingClient(exchange, wanted.clientId),
    request: wanted?.parameters ?? {},
    direct: directRequests[purpose.kind],
    action: `${interactionPath(exchange, id)}/${step}`,
    csrf: csrfToken(exchange, id),
  }
}

async function askingClient(exchange: Exchange, clientId: string): Promise<AskingClient> {
  const client = await findClient(exchange.server.db, exchange.sandbox, clientId)
  return client === undefined ? { id: clientId, name: clientId } : describe(client)
}

/** The client as pages name it. */
export function describe(client: Client): AskingClient {
  const { client_name, client_uri, tos_uri, policy_uri } = client.metadata
  const named = { website: client_uri, terms: tos_uri, 'privacy policy': policy_uri }
  const about = Object.entries(named).flatMap(([name, href]) =>
    href === undefined ? [] : [{ name, href }],
  )
  return { id: client.id, name: client_name ?? client.id, about, public: isPublic(client) }
}

function valueOf(claims: Record<string, unknown> = {}, name: string): string | undefined {
  return Object.hasOwn(claims, name) ? shown(claims[name]) : undefined
}

function nameOf(claims: Record<string, unknown> | undefined, username: string): string {
  const name = claims?.['name']
  return typeof name === 'string' ? name : username
}

function describeRefusal({ wait }: Refused, client: AskingClient | null, wrong: string) {
  const text = wait > 0 ? 'There were too many wrong passwords from this address.' : wrong
  const sent = client === null ? '' : ` Nothing was sent to ${client.name}.`
  return { heading: 'Not signed in', text: text + sent }
}

function attemptOf(refused: Refused | undefined) {
  if (refused === undefined) return {}
  if (refused.wait > 0) return { waitSeconds: refused.wait }
  return { attempt: { n: Math.min(refused.failures + 1, freeAttempts), of: freeAttempts } }
}

/** The page is shown again, so that a person may correct it; a script sees that it failed. */
function statusOf(refused: Refused | undefined): number {
  if (refused === undefined) return 200
  return refused.wait > 0 ? 429 : 400
}

function definedOnly(fields: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  )
}
