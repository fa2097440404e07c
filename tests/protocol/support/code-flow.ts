import { createHash, randomBytes } from 'node:crypto'
import { noteSecret, noteSecretsIn } from '../../secrets.ts'
import { readAnswer } from './answer.ts'
import type { Answer } from './answer.ts'
import { createBrowser, takeWayOn } from './browser.ts'
import type { Browser, Page } from './browser.ts'
import { redirectUri } from './place.ts'
import type { Place, RegisteredClient } from './place.ts'

/** A client as it stands in a request; a public one has no secret. */
export type FlowClient = Pick<RegisteredClient, 'client_id'> & { client_secret?: string }
/** `undefined` leaves a parameter out. */
export type Change = Record<string, string | undefined>

export interface AuthorizationRequest {
  url: string
  parameters: Record<string, string>
  verifier: string
}

const passwords: Record<string, string> = { developer: 'test', superuser: 'SYS' }

/** The S256 challenge of a verifier (RFC 7636 §4.2). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

/** An authorization request with PKCE, state and nonce, and what `change` says. */
export function authorizationRequest(
  place: Place,
  client: FlowClient,
  change: Change = {},
): AuthorizationRequest {
  const verifier = randomBytes(32).toString('base64url')
  noteSecret(verifier, 'code_verifier')
  const parameters = defined({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope: 'openid my/scope',
    state: randomBytes(8).toString('hex'),
    nonce: randomBytes(8).toString('hex'),
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    ...change,
  })
  const query = new URLSearchParams(parameters).toString()
  return { url: `${place.issuer}/authorize?${query}`, parameters, verifier }
}

/** Fills in the sign-in form. */
export function signIn(browser: Browser, page: Page, username = 'developer'): Promise<Page> {
  return browser.submit(page, { login: username, password: passwords[username] ?? username })
}

/** Answers the consent page with these scopes. */
export function allow(browser: Browser, page: Page, scopes: string[]): Promise<Page> {
  return browser.submit(page, { scope: scopes, answer: 'allow' })
}

/** The parameters of an authorization response, from the query or the fragment. */
export function responseOf(page: Page): Record<string, string> {
  const { leaves } = takeWayOn(page)
  if (leaves === undefined) {
    throw new Error(`no redirect came; the last page was ${page.url.pathname}, ${page.status}`)
  }
  const found = leaves.hash === '' ? leaves.searchParams : new URLSearchParams(leaves.hash.slice(1))
  noteSecretsIn(found)
  return Object.fromEntries(found)
}

export interface Authorization extends AuthorizationRequest {
  response: Record<string, string>
  code: string
  page: Page
  browser: Browser
}

/** Walks from the authorization request to its answer: signs in where asked, allows everything. */
export async function authorize(
  place: Place,
  client: FlowClient,
  change: Change = {},
  options: { username?: string; browser?: Browser } = {},
): Promise<Authorization> {
  const { username = 'developer', browser = createBrowser(place.trustedFetch) } = options
  const request = authorizationRequest(place, client, change)
  let page = await browser.open(request.url)
  if (page.text.includes('name="password"')) page = await signIn(browser, page, username)
  if (page.text.includes('value="allow"')) {
    page = await allow(browser, page, (request.parameters['scope'] ?? '').split(' '))
  }
  const response = responseOf(page)
  return { ...request, response, code: response['code'] ?? '', page, browser }
}

/** The token request for a code (RFC 6749 §4.1.3); `change` alters it. */
export function redeem(
  place: Place,
  client: FlowClient,
  { code, verifier }: Pick<Authorization, 'code' | 'verifier'>,
  change: Change = {},
): Promise<Answer> {
  return tokenRequest(place, client, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...change,
  })
}

/** The token request for a refresh token (RFC 6749 §6). */
export function refresh(
  place: Place,
  client: FlowClient,
  refreshToken: unknown,
  change: Change = {},
): Promise<Answer> {
  const form = { grant_type: 'refresh_token', refresh_token: String(refreshToken), ...change }
  return tokenRequest(place, client, form)
}

/** A token request, by HTTP Basic or, for a public client, by its id. */
export function tokenRequest(place: Place, client: FlowClient, form: Change): Promise<Answer> {
  return formRequest(place, client, 'token', form)
}

/** The same at any endpoint below the issuer. */
export function formRequest(
  place: Place,
  client: FlowClient,
  endpoint: string,
  change: Change,
): Promise<Answer> {
  const { client_id, client_secret } = client
  const isPublic = client_secret === undefined
  const body = new URLSearchParams(defined({ ...(isPublic && { client_id }), ...change }))
  noteSecretsIn(body)
  const headers = isPublic ? {} : { authorization: basic(client_id, client_secret) }
  return readAnswer(
    place.trustedFetch(`${place.issuer}/${endpoint}`, { method: 'POST', headers, body }),
  )
}

/** The value of an Authorization header by HTTP Basic (RFC 6749 §2.3.1). */
export function basic(id: string, secret: string): string {
  noteSecret(secret, 'client_secret')
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
}

/** Tokens of a user by the whole code flow. */
export async function flowTokens(
  place: Place,
  client: FlowClient,
  change: Change = {},
  options: { username?: string; browser?: Browser } = {},
): Promise<Record<string, unknown> & { access_token: string }> {
  const authorization = await authorize(place, client, change, options)
  const sent = authorization.parameters['redirect_uri']
  const { status, body } = await redeem(place, client, authorization, { redirect_uri: sent })
  if (status !== 200)
    throw new Error(`the token endpoint answered ${status}: ${JSON.stringify(body)}`)
  return body as Record<string, unknown> & { access_token: string }
}

/** The client's own access token (RFC 6749 §4.4). */
export async function clientToken(
  place: Place,
  client: FlowClient,
  change: Change = {},
): Promise<string> {
  const form = { grant_type: 'client_credentials', scope: 'my/scope', ...change }
  const { status, body } = await tokenRequest(place, client, form)
  if (status !== 200)
    throw new Error(`the token endpoint answered ${status}: ${JSON.stringify(body)}`)
  return String(body['access_token'])
}

/** Whether a token is active, as its own client sees it (RFC 7662 §2.2). */
export async function introspect(
  place: Place,
  client: FlowClient,
  token: unknown,
): Promise<Record<string, unknown>> {
  const { body } = await formRequest(place, client, 'introspection', { token: String(token) })
  return body
}

function defined(members: Change): Record<string, string> {
  return Object.fromEntries(
    Object.entries(members).filter((member): member is [string, string] => member[1] !== undefined),
  )
}
