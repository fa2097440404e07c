import { createHash } from 'node:crypto'
import { createFormWalker } from '@oauth-lab/kit/http/form-walker.ts'
import type { Stop } from '@oauth-lab/kit/http/form-walker.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { headerOf, writeForm, writeRequest } from '../load/connection.ts'
import type { Address, Answer, Connection } from '../load/connection.ts'
import type { Operation } from '../load/run-load.ts'

/** The client and the addresses of a code flow. */
export interface CodeFlow {
  address: Address
  /** Below the address; the paths of its endpoints. */
  authorize: string
  token: string
  /** Value of the client's Authorization header. */
  basic: string
  clientId: string
  scope: string
}

export const redirectUri = 'https://application.example/callback'

const verifier = 'a-verifier-of-the-benchmarks-that-is-long-enough-1'
const challenge = createHash('sha256').update(verifier).digest('base64url')

/** The path and query of the authorization request (RFC 6749 §4.1.1, RFC 7636 §4.3). */
export function authorizationRequest(flow: CodeFlow, more: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: flow.clientId,
    redirect_uri: redirectUri,
    scope: flow.scope,
    state: 'state-of-the-benchmarks',
    nonce: 'nonce-of-the-benchmarks',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...more,
  })
  return `${flow.authorize}?${query.toString()}`
}

/** Code flows of a browser that is signed in and has consented: two requests each. */
export function codeFlows(flow: CodeFlow, connection: Connection, cookies: string) {
  const ask = writeRequest(flow.address, {
    path: authorizationRequest(flow),
    headers: { cookie: cookies },
  })
  return async (): Promise<Record<string, string>> =>
    redeem(flow, connection, codeOf(await connection.send(ask)))
}

/**
 * Refreshes, each with the refresh token that the one before brought. A connection of a later run goes on where
 * the one with the same index ended.
 * @param first makes a connection's first refresh token
 */
export function refreshChains(
  flow: CodeFlow,
  first: (connection: Connection) => Promise<string | undefined>,
) {
  const tokens = new Map<number, string | undefined>()
  return async (connection: Connection, index: number): Promise<Operation> => {
    if (!tokens.has(index)) tokens.set(index, await first(connection))
    return async () => {
      const form = { grant_type: 'refresh_token', refresh_token: tokens.get(index)! }
      const answer = await connection.send(
        writeForm(flow.address, flow.token, form, { authorization: flow.basic }),
      )
      const { refresh_token: next } = readTokens(answer)
      if (next === undefined) throw new Error('a refresh brought no refresh token')
      tokens.set(index, next)
    }
  }
}

/** Swaps a code for tokens. */
export async function redeem(
  flow: CodeFlow,
  connection: Connection,
  code: string,
): Promise<Record<string, string>> {
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  }
  const headers = { authorization: flow.basic }
  return readTokens(await connection.send(writeForm(flow.address, flow.token, form, headers)))
}

/** The code of an authorization response. */
function codeOf(answer: Answer): string {
  const location = headerOf(answer, 'location') ?? ''
  const code = URL.parse(location)?.searchParams.get('code')
  if (code === null || code === undefined || !location.startsWith(redirectUri)) {
    throw new Error(`no code, but ${answer.status} ${location.slice(0, 200)}`)
  }
  return code
}

function readTokens(answer: Answer): Record<string, string> {
  requireStatus(answer, 200)
  return JSON.parse(answer.body) as Record<string, string>
}

export function requireStatus(answer: Answer, status: number): void {
  if (answer.status !== status) {
    throw new Error(`answered ${answer.status}: ${answer.body.slice(0, 300)}`)
  }
}

/**
 * Walks an authorization request through the login and consent forms.
 * @returns the code, and the cookies that the browser then holds
 */
export async function signIn(options: {
  fetch: Fetch
  /** Of the authorization request. */
  url: string
  username: string
  password: string
}): Promise<{ code: string; cookies: string }> {
  const { fetch, url, username, password } = options
  const cookies = new Map<string, string>()
  const keep = (pair: string) => cookies.set(...(pair.split(/=(.*)/s, 2) as [string, string]))
  const watching = (async (input: string, init: RequestInit) => {
    const response = await fetch(input, init)
    for (const header of response.headers.getSetCookie()) keep(header.split(';', 1)[0]!)
    return response
  }) as Fetch
  const walker = createFormWalker(watching, (target) => target.startsWith(redirectUri))
  let stop: Stop = await walker.open(url)
  for (let pages = 0; stop.kind === 'page'; pages += 1) {
    const form: (typeof stop.forms)[number] | undefined = stop.forms.find(
      ({ method }) => method === 'post',
    )
    if (form === undefined || pages > 4) {
      throw new Error(`the sign-in ended at ${stop.status}: ${stop.words}`)
    }
    const login = { login: username, password }
    stop = await walker.submit(form, form.names.has('password') ? login : { answer: 'allow' })
  }
  const code = new URL(stop.location).searchParams.get('code')
  if (code === null) throw new Error(`the sign-in ended without a code: ${stop.location}`)
  return { code, cookies: [...cookies].map((pair) => pair.join('=')).join('; ') }
}
