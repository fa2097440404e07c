import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendPage } from '@oauth-lab/kit/pages/send-page.ts'
import { freeAttempts } from '@oauth-lab/kit/throttle.ts'
import { findClient, isPublic } from '../clients/client.ts'
import type { Client } from '../clients/client.ts'
import { configurationOf } from '../configuration/configurations.ts'
import type { LogoutRequest } from '../logout/logout-endpoint.ts'
import type { AuthServer } from '../server.ts'
import { findSubject, readUser } from '../users/users.ts'
import { browserSecret, csrfToken } from './browser.ts'
import { interactionPath } from './interactions.ts'
import type { Interaction } from './interactions.ts'
import type { AskingClient } from './pages/frame.ts'
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
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
  interaction: Interaction,
  refused?: Refused & { username: string },
): Promise<unknown> {
  const { clientId, scopes, parameters, loginHint } = interaction.wanted
  const notice = await server.hooks().displayLogin?.({ clientId, scopes, parameters })
  const frame = await formFrame(server, request, reply, interaction, 'login')
  const page = server.pages.login({
    ...frame,
    loginHint: refused?.username ?? loginHint,
    error:
      refused &&
      describeRefusal(refused, frame.client.name, 'The user name or the password is wrong.'),
    ...attemptOf(refused),
    people: await publicPeople(server, request.sandbox),
    notice: notice ?? undefined,
  })
  return sendPage(reply, page, { status: statusOf(refused) })
}

export async function showCode(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
  interaction: Interaction,
  refused?: Refused,
): Promise<unknown> {
  const frame = await formFrame(server, request, reply, interaction, 'code')
  const page = server.pages.totp({
    ...frame,
    username: interaction.progress.awaitsCode ?? '',
    error:
      refused &&
      describeRefusal(refused, frame.client.name, 'The code is wrong, or was used already.'),
    ...attemptOf(refused),
  })
  return sendPage(reply, page, { status: statusOf(refused) })
}

export async function showConsent(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
  interaction: Interaction,
  session: Session,
): Promise<unknown> {
  const { clientId, scopes, parameters, redirectUri } = interaction.wanted
  const { supportedScopes, codeLifetime } = await configurationOf(server.db, request.sandbox)
  const row = await findSubject(server.db, request.sandbox, session.sub)
  const user = row && readUser(row)
  const notice =
    user && (await server.hooks().displayPermissions?.({ clientId, scopes, parameters, user }))
  const page = server.pages.consent({
    ...(await formFrame(server, request, reply, interaction, 'consent')),
    user: { name: nameOf(user?.claims, session.username) },
    scopes: scopes.map((name) => ({
      name,
      description: Object.hasOwn(supportedScopes, name) ? supportedScopes[name]! : name,
      needed: name === 'openid',
      group: aboutTheUser.includes(name) ? 'you' : 'resource',
      checked: true,
    })),
    redirectUri,
    codeLifetime,
    otherUserHref: `${interactionPath(request, interaction.id)}/other-user`,
    notice: notice ?? undefined,
  })
  return sendPage(reply, page)
}

export async function showFormPost(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
  clientId: string,
  redirectUri: string,
  parameters: Record<string, string>,
): Promise<unknown> {
  const client = await askingClient(server, request, clientId)
  const page = server.pages.formPost({ ...frameOf(request), client, redirectUri, parameters })
  return sendPage(reply, page)
}

export async function showLogoutQuestion(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
  wanted: LogoutRequest,
  session: Session,
): Promise<unknown> {
  const row = await findSubject(server.db, request.sandbox, session.sub)
  const { client, postLogoutRedirectUri: returnTo, state } = wanted
  const fields = { client_id: client?.id, post_logout_redirect_uri: returnTo, state }
  const page = server.pages.logoutQuestion({
    ...frameOf(request),
    action: `${request.sandbox.prefix}/authserver/logout-answer`,
    csrf: csrfToken(browserSecret(request, reply), 'logout'),
    hidden: definedOnly(fields),
    client: client === undefined ? null : describe(client),
    user: { name: nameOf(row && readUser(row).claims, session.username) },
    returnTo,
  })
  return sendPage(reply, page)
}

export function showLoggedOut(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
  { client, postLogoutRedirectUri: returnTo }: LogoutRequest,
  ended: boolean,
): unknown {
  const asking = client === undefined ? null : describe(client)
  return sendPage(
    reply,
    server.pages.loggedOut({ ...frameOf(request), ended, client: asking, returnTo }),
  )
}

/** What every page is given. */
export function frameOf(request: FastifyRequest) {
  return { sandbox: request.sandbox, requestId: request.id }
}

async function formFrame(
  server: AuthServer,
  request: FastifyRequest,
  reply: FastifyReply,
  { id, wanted }: Interaction,
  step: string,
) {
  return {
    ...frameOf(request),
    client: await askingClient(server, request, wanted.clientId),
    request: wanted.parameters,
    action: `${interactionPath(request, id)}/${step}`,
    csrf: csrfToken(browserSecret(request, reply), id),
  }
}

async function askingClient(
  server: AuthServer,
  request: FastifyRequest,
  clientId: string,
): Promise<AskingClient> {
  const client = await findClient(server.db, request.sandbox, clientId)
  return client === undefined ? { id: clientId, name: clientId } : describe(client)
}

function describe(client: Client): AskingClient {
  const { client_name, client_uri: uri } = client.metadata
  return { id: client.id, name: client_name ?? client.id, uri, public: isPublic(client) }
}

function nameOf(claims: Record<string, unknown> | undefined, username: string): string {
  const name = claims?.['name']
  return typeof name === 'string' ? name : username
}

function describeRefusal({ wait }: Refused, client: string, wrong: string) {
  const text = wait > 0 ? 'There were too many wrong passwords from this address.' : wrong
  return { heading: 'Not signed in', text: `${text} Nothing was sent to ${client}.` }
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
