import { randomBytes } from 'node:crypto'
import { introspect } from '../../protocol/support/code-flow.ts'
import { redirectUri } from '../../protocol/support/place.ts'
import type { RegisteredClient } from '../../protocol/support/place.ts'
import { noteSecretsIn } from '../../secrets.ts'
import type { ComposeLab } from './compose-lab.ts'

/** What a lab acknowledged, and so has to keep. */
export interface Acknowledged {
  tokens: string[]
  clients: RegisteredClient[]
  users: string[]
}

export interface Traffic {
  acknowledged: Acknowledged
  /** How many requests were refused clearly while something was down. */
  refused: number
  /** Answers that neither acknowledge nor say that something is down. */
  unclear: string[]
  /** Whether every kind of request works again. */
  recovered: boolean
}

/** In ms: what has not recovered by then does not recover by itself. */
const longest = 60_000
const users = 3

/**
 * Uses every role of a lab, by a few users at the same time, while `trouble` happens. It ends when
 * each kind of request works again.
 * @param client asks for the tokens
 * @param lostConnections whether the web server itself is in trouble, so that connections break too
 */
export async function useUnder(
  lab: ComposeLab,
  client: RegisteredClient,
  trouble: () => Promise<unknown>,
  { lostConnections = false } = {},
): Promise<Traffic> {
  const traffic: Traffic = {
    acknowledged: { tokens: [], clients: [], users: [] },
    refused: 0,
    unclear: [],
    recovered: false,
  }
  const kinds = kindsOf(lab, client, traffic.acknowledged)
  let over = false
  const end = Date.now() + longest
  const useAll = async (): Promise<boolean> => {
    let fine = true
    for (const [name, send] of Object.entries(kinds)) {
      const problem = await send().catch((error: unknown) => describeBroken(error, lostConnections))
      if (problem === undefined) continue
      fine = false
      if (problem === clear) traffic.refused += 1
      else traffic.unclear.push(`${name}: ${problem}`)
    }
    return fine
  }
  const user = async () => {
    while (!traffic.recovered && Date.now() < end) {
      const began = over
      if ((await useAll()) && began) traffic.recovered = true
    }
  }
  const all = Promise.all(Array.from({ length: users }, user))
  await trouble()
  over = true
  await all
  return traffic
}

/** What of it the lab does not have. */
export async function missingOf(
  lab: ComposeLab,
  client: RegisteredClient,
  { tokens, clients, users: names }: Acknowledged,
): Promise<string[]> {
  const missing: string[] = []
  for (let from = 0; from < tokens.length; from += 16) {
    const answers = await Promise.all(
      tokens.slice(from, from + 16).map((token) => introspect(lab, client, token)),
    )
    for (const { active } of answers) if (active !== true) missing.push('a token')
  }
  const ids = new Set((await lab.control.clients.list()).map(({ client_id }) => client_id))
  const people = new Set((await lab.control.users.list()).map(({ username }) => username))
  for (const { client_id } of clients) if (!ids.has(client_id)) missing.push(`client ${client_id}`)
  for (const name of names) if (!people.has(name)) missing.push(`user ${name}`)
  return missing
}

/** A refusal that says that something is down. */
const clear = 'clear'

type Send = () => Promise<string | undefined>

/** One request to each role. Each answers what is wrong, or nothing. */
function kindsOf(lab: ComposeLab, client: RegisteredClient, kept: Acknowledged) {
  const { base, issuer, trustedFetch } = lab
  const json = { 'content-type': 'application/json', accept: 'application/json' }
  const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64')
  const kinds: Record<string, Send> = {
    async token() {
      const response = await trustedFetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${basic}`, accept: 'application/json' },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'my/scope' }),
      })
      return judge(response, (body) => kept.tokens.push(String(body['access_token'])))
    },
    async registration() {
      const metadata = {
        client_name: 'test application',
        redirect_uris: [redirectUri],
        grant_types: ['client_credentials'],
      }
      const body = JSON.stringify(metadata)
      const init = { method: 'POST', headers: json, body }
      const response = await trustedFetch(`${issuer}/register`, init)
      return judge(response, (answer) => kept.clients.push(answer as unknown as RegisteredClient))
    },
    async user() {
      const username = `user-${randomBytes(6).toString('hex')}`
      const response = await lab.administer('users', { username, password: 'p' })
      return judge(response, () => kept.users.push(username))
    },
    async resource() {
      const token = kept.tokens.at(-1)
      if (token === undefined) return undefined
      const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
      return judge(await trustedFetch(`${base}/resserver/protected-resources/`, { headers }))
    },
    async page() {
      const headers = { accept: 'text/html' }
      return judge(await trustedFetch(`${base}/client/application/`, { headers }))
    },
  }
  return kinds
}

async function judge(
  response: Response,
  keep?: (body: Record<string, unknown>) => void,
): Promise<string | undefined> {
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  const body = isJson ? (JSON.parse(text) as Record<string, unknown>) : {}
  noteSecretsIn(Object.entries(body))
  if (response.ok) {
    keep?.(body)
    return undefined
  }
  const says = isJson ? body['error'] && body['error_description'] : /<h1[^>]*>[^<]+/.exec(text)
  const isDown = [502, 503, 504].includes(response.status)
  return isDown && says ? clear : `${response.status} ${text.slice(0, 300)}`
}

/** How a connection ends under a request; the last one is HTTP/2's way. */
const lost = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_INFO'])

function describeBroken(error: unknown, lostConnections: boolean): string {
  const { message, cause } = error as Error & { cause?: { code?: string } }
  const code = cause?.code ?? ''
  return lostConnections && lost.has(code) ? clear : `${message} ${code}`
}
