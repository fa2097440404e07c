import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { noteSecret } from '../../secrets.ts'
import { challengeOf } from './code-flow.ts'
import { openProgram } from './external-program.ts'

/** What it says, where it shall say something else. */
export interface Odd {
  /** What it tells of the user. */
  me?: unknown
  /** Members of its token response. */
  tokens?: Record<string, unknown>
  /** Parameters of its authorization response. */
  answer?: Record<string, string>
}

const user = { id: 4711, login: 'octo', email: 'dana@example.com' }
const secret = 'the-secret-of-the-social-one'

/**
 * A small server that speaks OAuth 2.0 alone: the code flow with PKCE, and a description of the user as JSON. It
 * stands in the place of the web client of a lab, and asks nobody.
 */
export async function openSocialProvider({ me = user, tokens = {}, answer = {} }: Odd) {
  const challenges = new Map<string, string>()

  function authorize({ searchParams }: URL, response: ServerResponse): void {
    const code = made('code')
    challenges.set(code, searchParams.get('code_challenge')!)
    const back = new URL(searchParams.get('redirect_uri')!)
    const sent = { code, state: searchParams.get('state')!, ...answer }
    for (const [name, value] of Object.entries(sent)) back.searchParams.set(name, value)
    response.writeHead(302, { location: back.href }).end()
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request))
    const code = form.get('code')!
    const isRight =
      challengeOf(form.get('code_verifier') ?? '') === challenges.get(code) &&
      secretOf(request.headers.authorization) === secret
    challenges.delete(code)
    const granted = { access_token: made('access_token'), token_type: 'bearer', ...tokens }
    if (isRight) send(response, 200, granted)
    else send(response, 400, { error: 'invalid_grant' })
  }

  const program = await openProgram('client', async (request, response) => {
    const url = new URL(request.url!, 'https://social.example')
    const isBearer = /^Bearer [\w-]{43}$/.test(request.headers.authorization ?? '')
    if (url.pathname.endsWith('/authorize')) authorize(url, response)
    else if (url.pathname.endsWith('/token')) await token(request, response)
    else send(response, isBearer ? 200 : 401, me)
  })
  const at = `${program.lab.base}/client/social`
  const provider = {
    name: 'Social',
    kind: 'oauth2' as const,
    authorizationEndpoint: `${at}/authorize`,
    tokenEndpoint: `${at}/token`,
    userInfoEndpoint: `${at}/me`,
    clientId: 'c-social',
    scopes: ['me'],
    usernameClaim: 'login',
  }
  return { program, secret, provider }
}

function made(what: 'code' | 'access_token'): string {
  const value = randomBytes(32).toString('base64url')
  noteSecret(value, what)
  return value
}

/** The secret of an Authorization header by HTTP Basic, whose parts are form-encoded (RFC 6749 §2.3.1). */
function secretOf(header = ''): string {
  const pair = Buffer.from(header.replace('Basic ', ''), 'base64').toString()
  return decodeURIComponent(pair.split(':', 2)[1] ?? '')
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const headers = { 'content-type': 'application/json' }
  response.writeHead(status, headers).end(JSON.stringify(body))
}
