import type { Fetch } from '@oauth-lab/kit/trust.ts'
import { writeForm, writeRequest } from '../load/connection.ts'
import type { Address, Connection } from '../load/connection.ts'
import { openConnection } from '../load/connection.ts'
import type { Operation } from '../load/run-load.ts'
import {
  authorizationRequest,
  codeFlows,
  redeem,
  redirectUri,
  refreshChains,
  requireStatus,
  signIn,
} from './code-flow.ts'
import type { CodeFlow } from './code-flow.ts'
import { algorithmOf } from './subject.ts'
import type { Prepared, Scenario } from './subject.ts'

/** A lab, or its authorization server alone, as the benchmarks reach it. */
export interface LabTarget {
  /** The public origin: what its addresses begin with. */
  origin: string
  /** How a connection to the origin is made. */
  address: Address
  /** The same of the resource server, which has a port of its own when the apps run alone. */
  resserver: Address
  /** An administrator's bearer token. */
  token: string
  fetch: Fetch
}

const issuerPath = '/authserver/oauth2'
const user = { username: 'bench', password: 'a password of the benchmarks' }
const scope = 'openid my/scope'

/**
 * Makes the client and the user of the benchmarks.
 * @param known the client of an earlier start, which the lab still has
 */
export async function registerBench(target: LabTarget, known?: CodeFlow) {
  const admin = adminOf(target)
  const addUser = (username: string) => admin('POST', 'users', { ...user, username })
  if (known !== undefined) return { flow: known, user, addUser }
  const client = (await admin('POST', 'clients', {
    client_name: 'bench',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
  })) as { client_id: string; client_secret: string }
  await addUser(user.username)
  const pair = `${client.client_id}:${client.client_secret}`
  const flow: CodeFlow = {
    address: target.address,
    authorize: `${issuerPath}/authorize`,
    token: `${issuerPath}/token`,
    basic: `Basic ${Buffer.from(pair).toString('base64')}`,
    clientId: client.client_id,
    scope,
  }
  return { flow, user, addUser }
}

/** The authorization server's management API. */
export function adminOf({ origin, token, fetch }: LabTarget) {
  return async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${origin}/authserver/admin/api/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    return text === '' ? undefined : JSON.parse(text)
  }
}

/** The lab's scenarios, over nothing but its public origin. */
export function createLabScenarios(target: LabTarget) {
  const { origin, address, fetch } = target
  const admin = adminOf(target)
  let bench: ReturnType<typeof registerBench> | undefined
  const registered = () => (bench ??= registerBench(target))

  /** The browser's cookies after a sign-in, and tokens from it. */
  const signedIn = async (known: CodeFlow) => {
    const url = origin + authorizationRequest(known)
    const { code, cookies } = await signIn({ fetch, url, ...user })
    const connection = await openConnection(address)
    const tokens = await redeem(known, connection, code)
    connection.close()
    return { cookies, tokens }
  }

  const clientCredentials = async (known: CodeFlow) => {
    const form = { grant_type: 'client_credentials', scope: 'my/scope' }
    const request = writeForm(address, known.token, form, { authorization: known.basic })
    return repeat(address, request, '"access_token"')
  }

  const introspection = async (known: CodeFlow) => {
    const { tokens } = await signedIn(known)
    const request = writeForm(
      address,
      `${issuerPath}/introspection`,
      { token: tokens['access_token']! },
      { authorization: known.basic },
    )
    return repeat(address, request, '"active":true')
  }

  const codeFlow = async (known: CodeFlow): Promise<Prepared> => {
    const { cookies } = await signedIn(known)
    return { address, begin: (connection) => codeFlows(known, connection, cookies) }
  }

  const refresh = async (known: CodeFlow): Promise<Prepared> => {
    const lasting = { ...known, scope: `${scope} offline_access` }
    const { cookies } = await signedIn(lasting)
    const first = async (connection: Connection) =>
      (await codeFlows(lasting, connection, cookies)())['refresh_token']
    return { address, begin: refreshChains(lasting, first) }
  }

  const protectedResource = async (known: CodeFlow) => {
    const { tokens } = await signedIn(known)
    const request = writeRequest(target.resserver, {
      path: '/resserver/protected-resources/',
      headers: { authorization: `Bearer ${tokens['access_token']}` },
    })
    return repeat(target.resserver, request, '{')
  }

  /** Each connection signs a user of its own in, since attempts of one user wait for each other. */
  const login = async (known: CodeFlow): Promise<Prepared> => {
    const added = new Map<number, Promise<unknown>>()
    const url = origin + authorizationRequest(known)
    const { addUser } = await registered()
    return {
      address,
      async begin(_connection, index) {
        const username = `bench-${index}`
        if (!added.has(index)) added.set(index, addUser(username))
        await added.get(index)
        return () => signIn({ fetch, url, ...user, username })
      },
    }
  }

  const byName: Record<Scenario, (known: CodeFlow) => Promise<Prepared>> = {
    'client-credentials RS256': clientCredentials,
    'client-credentials ES256': clientCredentials,
    recording: clientCredentials,
    introspection,
    'code-flow': codeFlow,
    refresh,
    'protected-resource': protectedResource,
    login,
  }
  return async (scenario: Scenario): Promise<Prepared> => {
    await admin('PUT', 'configuration', { signingAlgorithm: algorithmOf(scenario) })
    return byName[scenario]((await registered()).flow)
  }
}

/** The same request over and over; its answer is 200 and holds `expected`. */
export function repeat(address: Address, request: Buffer, expected: string): Prepared {
  return {
    address,
    begin:
      (connection: Connection): Operation =>
      async () => {
        const answer = await connection.send(request)
        requireStatus(answer, 200)
        if (!answer.body.includes(expected)) throw new Error(`answered without ${expected}`)
      },
  }
}
