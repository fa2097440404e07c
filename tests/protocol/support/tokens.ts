import { createHash, randomBytes } from 'node:crypto'
import type { Lab } from '@oauth-lab/scripts/start-lab.ts'
import { noteSecretsIn } from '../../secrets.ts'
import { createBrowser } from './browser.ts'

/** A lab, or one of its sandboxes. */
export type Place = Pick<Lab, 'base' | 'issuer' | 'trustedFetch'>

export interface RegisteredClient {
  client_id: string
  client_secret: string
}

export interface TokenAnswer {
  access_token: string
  id_token?: string
  refresh_token?: string
  scope?: string
}

export const redirectUri = 'https://application.example/callback'
const users: Record<string, string> = { developer: 'test', superuser: 'SYS' }

/** Registers a confidential client that may use every grant type; `change` is RFC 7591 metadata. */
export async function registerClient(place: Place, change: object = {}): Promise<RegisteredClient> {
  const answer = await place.trustedFetch(`${place.issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'test application',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_basic',
      ...change,
    }),
  })
  return (await readJson(answer, 201)) as RegisteredClient
}

/** Sends a form to one of the issuer's endpoints, authenticated as the client. */
export function postAs(
  place: Place,
  client: RegisteredClient,
  endpoint: string,
  form: Record<string, string>,
): Promise<Response> {
  const pair = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64')
  noteSecretsIn(Object.entries(form))
  return place.trustedFetch(`${place.issuer}/${endpoint}`, {
    method: 'POST',
    headers: { authorization: `Basic ${pair}` },
    body: new URLSearchParams(form),
  })
}

/** The client's own tokens (RFC 6749 §4.4). */
export async function clientTokens(
  place: Place,
  client: RegisteredClient,
  parameters: Record<string, string> = { scope: 'my/scope' },
): Promise<TokenAnswer> {
  const form = { grant_type: 'client_credentials', ...parameters }
  return (await readJson(await postAs(place, client, 'token', form), 200)) as TokenAnswer
}

/** Tokens of a user, who signs in and allows everything: code flow with PKCE, without a browser. */
export async function userTokens(
  place: Place,
  client: RegisteredClient,
  username: string,
  parameters: Record<string, string> = { scope: 'openid my/scope' },
): Promise<TokenAnswer> {
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    state: 's',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  })
  const browser = createBrowser(place.trustedFetch)
  let page = await browser.open(`${place.issuer}/authorize?${query.toString()}`)
  page = await browser.submit(page, { login: username, password: users[username] ?? username })
  if (page.leaves === undefined) {
    const scope = (parameters['scope'] ?? '').split(' ')
    page = await browser.submit(page, { scope, answer: 'allow' })
  }
  const code = page.leaves?.searchParams.get('code')
  if (!code) throw new Error(`no code came; the last page was ${page.url.pathname}, ${page.status}`)
  const answer = await postAs(place, client, 'token', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  })
  return (await readJson(answer, 200)) as TokenAnswer
}

async function readJson(response: Response, status: number): Promise<object> {
  const text = await response.text()
  if (response.status !== status) {
    throw new Error(`${new URL(response.url).pathname} answered ${response.status}: ${text}`)
  }
  const body = JSON.parse(text) as Record<string, unknown>
  noteSecretsIn(Object.entries(body))
  return body
}
