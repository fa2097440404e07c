import { createHash, randomBytes } from 'node:crypto'
import type { ClientInfo } from '@oauth-lab/kit/admin/control-client.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { Prove } from './dpop.ts'
import type { Authenticate } from './client-authentication.ts'
import { CommandFailure } from './command-line/command.ts'
import { createFormWalker } from '@oauth-lab/kit/http/form-walker.ts'
import type { Form, FormWalker, Stop } from '@oauth-lab/kit/http/form-walker.ts'
import { requestToken } from './token-request.ts'
import type { TokenResponse } from './token-request.ts'

/** What the walk needs of the server's metadata (RFC 8414 §2). */
export interface Endpoints {
  issuer: string
  authorization_endpoint: string
  token_endpoint: string
  /** Where the client shows its certificate (RFC 8705 §5). */
  mtls_endpoint_aliases?: { token_endpoint: string }
  device_authorization_endpoint?: string
  backchannel_authentication_endpoint?: string
}

export interface Person {
  username: string
  password(): Promise<string>
  /** The code of the second factor; asked for only when the server does. */
  totp(): Promise<string>
}

/**
 * The authorization code flow with PKCE (RFC 6749 §4.1, RFC 7636) through the login and consent
 * forms, without a browser. The redirect back is read, not followed.
 * @throws CommandFailure in the server's words when it refuses
 */
export async function walkCodeFlow(options: {
  fetch: Fetch
  endpoints: Endpoints
  client: ClientInfo
  authenticate: Authenticate
  scope: string
  person: Person
  prove?: Prove | undefined
}): Promise<TokenResponse> {
  const { fetch, endpoints, client, authenticate, scope, person, prove } = options
  const redirectUri = client.redirect_uris?.[0]
  if (redirectUri === undefined) {
    throw new CommandFailure(`the client ${client.client_name} has no redirect URI`)
  }
  const verifier = randomBytes(32).toString('base64url')
  const state = randomBytes(16).toString('base64url')
  const request = new URL(endpoints.authorization_endpoint)
  request.search = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    // Where the server signs in by itself it is told whom.
    login_hint: person.username,
  }).toString()

  const walker = createFormWalker(fetch, (url) => url.split(/[?#]/, 1)[0] === redirectUri)
  const answer = new URL(await signIn(walker, await walker.open(request.href), person)).searchParams
  if (answer.get('state') !== state || answer.get('iss') !== endpoints.issuer) {
    throw new CommandFailure('the answer is not the one to this request (RFC 9207 §2.4)')
  }
  const code = answer.get('code')
  if (code === null) {
    throw new CommandFailure(`${answer.get('error')}: ${answer.get('error_description') ?? ''}`)
  }
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  }
  return requestToken(fetch, endpoints.token_endpoint, authenticate, form, prove)
}

/** Answers each form once; the same form again means that its answer was wrong. */
async function signIn(walker: FormWalker, first: Stop, person: Person): Promise<string> {
  const answered = new Set<string>()
  let stop = first
  while (stop.kind === 'page') {
    const form = stop.forms.find(({ method }) => method === 'post')
    const kind = form && kindOf(form)
    if (form === undefined || kind === undefined || answered.has(kind)) {
      throw new CommandFailure(`the server says: ${stop.words || `status ${stop.status}`}`)
    }
    answered.add(kind)
    stop = await walker.submit(form, await answerTo(kind, person))
  }
  return stop.location
}

type FormKind = 'login' | 'totp' | 'consent'

function kindOf({ names }: Form): FormKind | undefined {
  if (names.has('password')) return 'login'
  if (names.has('code')) return 'totp'
  return names.has('csrf') ? 'consent' : undefined
}

async function answerTo(kind: FormKind, person: Person): Promise<Record<string, string>> {
  switch (kind) {
    case 'login':
      return { login: person.username, password: await person.password() }
    case 'totp':
      return { code: await person.totp() }
    default:
      return { answer: 'allow' }
  }
}
