import { deepEqual, doesNotMatch, equal, match, ok, rejects } from 'node:assert/strict'
import { createHmac, createPublicKey } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import type { Lab } from '@oauth-lab/embedded/start-lab.ts'
import { openTestLab } from '../test-lab.ts'
import type { TestLab } from '../test-lab.ts'
import { clientToken, flowTokens, formRequest } from './support/code-flow.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { registerClient } from './support/place.ts'
import type { Place, RegisteredClient } from './support/place.ts'

const plain = 'protected-resources/'
const delegated = 'protected-resources-delegated/'
const administration = 'protected-resources-delegated/administration/'

interface Answer {
  status: number
  challenge: string
  headers: Headers
  body: Record<string, unknown>
}

async function call(
  place: Place,
  path: string,
  token?: string,
  init: { method?: string; body?: URLSearchParams; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const response = await place.trustedFetch(`${place.base}/resserver/${path}`, {
    ...init,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...init.headers },
  })
  const { status, headers } = response
  const challenge = headers.get('www-authenticate') ?? ''
  const text = await response.text()
  return {
    status,
    challenge,
    headers,
    body: text === '' ? {} : (JSON.parse(text) as Answer['body']),
  }
}

function requireInvalid(answer: Answer, check: string): void {
  equal(answer.body['check'], check)
  equal(answer.status, 401)
  match(answer.challenge, new RegExp(`error="invalid_token", error_description="[^"]*${check}`))
}

/** The token with its header or payload changed and the signature kept. */
function changed(token: string, part: 0 | 1, change: object): string {
  const parts = token.split('.')
  const before = JSON.parse(Buffer.from(parts[part]!, 'base64url').toString()) as object
  parts[part] = encode({ ...before, ...change })
  return parts.join('.')
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}

let lab: TestLab
let place: Place
let client: RegisteredClient

async function openSandbox(): Promise<void> {
  const sandbox = await lab.control.sandboxes.create()
  place = { base: sandbox.base, issuer: sandbox.issuer, trustedFetch: lab.trustedFetch }
  client = await registerClient(place)
}

const control = () => lab.control.in(place.base)
const ownToken = () => clientToken(place, client)
const userToken = async (username: string, scope = 'openid my/scope') =>
  (await flowTokens(place, client, { scope }, { username })).access_token

before(async () => {
  lab = await openTestLab()
})
after(() => lab.stop())

describe('the resource server', () => {
  before(openSandbox)

  test("a client's own token is let in, and is nobody's", async () => {
    const { status, body, headers } = await call(place, plain, await ownToken())
    equal(status, 200)
    ok(body['message'])
    equal(body['tokenScope'], 'my/scope')
    equal(body['tokenUsername'], null)
    deepEqual(Object.keys(body).sort(), [
      'message',
      'serviceRoles',
      'serviceUsername',
      'tokenScope',
      'tokenUsername',
    ])
    equal(headers.get('cache-control'), 'no-store')
  })

  test('the id of an interaction comes back, here and from UserInfo; what is no UUID does not', async () => {
    const token = await userToken('developer')
    const name = 'x-fapi-interaction-id'
    for (const url of [`${place.base}/resserver/${plain}`, `${place.issuer}/userinfo`]) {
      const ask = async (id: string, authorization = `Bearer ${token}`) => {
        const headers = { authorization, [name]: id }
        return (await place.trustedFetch(url, { headers })).headers.get(name)
      }
      const id = '93bac548-d2de-4546-b106-880a5018460d'
      equal(await ask(id), id)
      equal(await ask(id, 'Bearer of-no-worth'), id)
      for (const odd of ['', '1', `${id}0`, `${id}, ${id}`]) equal(await ask(odd), null, odd)
    }
  })

  test('both methods answer the same; without its final slash a resource redirects', async () => {
    const token = await ownToken()
    for (const method of ['GET', 'POST']) {
      equal((await call(place, plain, token, { method })).status, 200)
      const short = `${place.base}/resserver/${plain.slice(0, -1)}`
      const { status, headers } = await place.trustedFetch(short, { method, redirect: 'manual' })
      equal(status, 308)
      equal(headers.get('location'), `${short}/`)
    }
  })

  test('a token for a resource opens that one, and one for the whole server opens all', async () => {
    const server = `${place.base}/resserver`
    const paths = [plain, delegated]
    for (const resource of [server, ...paths.map((path) => `${server}/${path}`)]) {
      const token = await clientToken(place, client, { scope: 'my/scope', resource })
      for (const path of paths) {
        const { status, body } = await call(place, path, token)
        // The delegated resource lets the audience pass and refuses a token that is no user's.
        const right = resource === server || resource === `${server}/${path}`
        equal(body['check'] === 'token.audience', !right, `${resource} at ${path}: ${status}`)
      }
    }
  })

  test("a user's token tells its user", async () => {
    const { status, body } = await call(place, plain, await userToken('developer'))
    equal(status, 200)
    equal(body['tokenUsername'], 'developer')
    equal(body['serviceUsername'], 'resserver')
  })

  test('a delegated request runs as the local user of the token', async () => {
    const { status, body } = await call(place, delegated, await userToken('developer'))
    const users = await control().users.list()
    const { sub } = users.find(({ username }) => username === 'developer')!
    equal(status, 200)
    equal(body['tokenUsername'], 'developer')
    equal(body['serviceUsername'], `OAuth2${sub}`)
    deepEqual(body['serviceRoles'], ['reader'])
  })

  test('the operation for administrators is for superuser and not for developer', async () => {
    const refused = await call(place, administration, await userToken('developer'))
    equal(refused.status, 403)
    equal(refused.body['error'], 'access_denied')
    equal(refused.body['check'], 'role.held')
    match(refused.challenge, /error="access_denied", error_description="[^"]*role\.held/)
    const allowed = await call(place, administration, await userToken('superuser'))
    equal(allowed.status, 200)
    deepEqual(allowed.body['serviceRoles'], ['reader', 'administrator'])
  })

  test('the role is told without openid too', async () => {
    const token = await userToken('superuser', 'my/scope')
    equal((await call(place, administration, token)).status, 200)
  })

  test("a client's own token is refused with 403 in delegated mode", async () => {
    const { status, body, challenge } = await call(place, delegated, await ownToken())
    equal(status, 403)
    equal(body['check'], 'delegation.user')
    match(challenge, /^Bearer .*error="access_denied"/)
  })

  test('a request without a token is answered 401 and told no error', async () => {
    const { status, challenge, body } = await call(place, plain)
    equal(status, 401)
    match(challenge, /^Bearer realm="/)
    match(challenge, /scope="my\/scope"/)
    doesNotMatch(challenge, /error/)
    equal(body['error'], undefined)
  })

  test('the challenge leads to the metadata, which leads to the authorization server', async () => {
    const { pathname } = new URL(place.base)
    const prefix = pathname === '/' ? '' : pathname
    const wellKnown = `${lab.origin}/.well-known/oauth-protected-resource${prefix}/resserver`
    const read = async (address: string) =>
      (await (await lab.trustedFetch(address)).json()) as Record<string, unknown>
    for (const path of [delegated, administration, plain]) {
      const { challenge } = await call(place, path)
      const address = /resource_metadata="([^"]+)"/.exec(challenge)![1]!
      equal(address, `${wellKnown}/${path}`)
      // RFC 9728 §3.3: a client refuses metadata of another address than it called.
      equal((await read(address))['resource'], `${place.base}/resserver/${path}`)
    }
    const metadata = await read(wellKnown)
    equal(metadata['resource'], `${place.base}/resserver`)
    deepEqual(metadata['authorization_servers'], [place.issuer])
    deepEqual(metadata['scopes_supported'], ['my/scope'])
    deepEqual(metadata['bearer_methods_supported'], ['header'])
  })

  test('a token in the query is refused with 400 invalid_request', async () => {
    const { status, body } = await call(place, `${plain}?access_token=x`)
    equal(status, 400)
    equal(body['error'], 'invalid_request')
    equal(body['check'], 'bearer.not-in-query')
  })

  test('a token in the form is refused with 400 invalid_request', async () => {
    const init = { method: 'POST', body: new URLSearchParams({ access_token: 'x' }) }
    const { status, body } = await call(place, plain, undefined, init)
    equal(status, 400)
    equal(body['check'], 'bearer.not-in-body')
  })

  test('a token without my/scope is refused with 403 insufficient_scope', async () => {
    const token = await userToken('developer', 'openid email')
    const { status, challenge, body } = await call(place, plain, token)
    equal(status, 403)
    equal(body['error'], 'insufficient_scope')
    match(challenge, /error="insufficient_scope".*scope="my\/scope"/)
  })

  test('a token with the wrong audience is refused with 401 invalid_token', async () => {
    const resource = 'https://other.example/api'
    await registerClient(place, { client_name: 'other resource server', grant_types: [], resource })
    for (const audience of [resource, `${place.base}/resserver/${delegated}`]) {
      const token = await clientToken(place, client, { resource: audience })
      requireInvalid(await call(place, plain, token), 'token.audience')
    }
  })

  test('a revoked token is refused with 401 invalid_token', async () => {
    const token = await ownToken()
    equal((await call(place, plain, token)).status, 200)
    equal((await formRequest(place, client, 'revocation', { token })).status, 200)
    requireInvalid(await call(place, plain, token), 'introspection.active')
  })

  test('an ID token is refused with 401 invalid_token', async () => {
    const { id_token } = await flowTokens(place, client)
    requireInvalid(await call(place, plain, String(id_token)), 'token.type')
  })

  test('a refresh token is refused with 401 invalid_token', async () => {
    const scope = 'openid offline_access my/scope'
    const tokens = await flowTokens(place, client, { scope, prompt: 'consent' })
    const refreshToken = tokens['refresh_token']
    ok(typeof refreshToken === 'string')
    requireInvalid(await call(place, plain, refreshToken), 'introspection.active')
  })

  test("another sandbox's token is refused with 401 invalid_token", async () => {
    const other = { base: lab.base, issuer: lab.issuer, trustedFetch: lab.trustedFetch }
    const token = await clientToken(other, await registerClient(other))
    equal((await call(other, plain, token)).status, 200)
    requireInvalid(await call(place, plain, token), 'token.issuer')
  })

  test('an unsigned token (alg none) is refused with 401 invalid_token', async () => {
    const unsigned = changed(await ownToken(), 0, { alg: 'none' }).replace(/[^.]*$/, '')
    requireInvalid(await call(place, plain, unsigned), 'token.algorithm')
  })

  test('a token signed by HMAC with the public key is refused with 401 invalid_token', async () => {
    const { keys } = (await (await lab.trustedFetch(`${place.issuer}/jwks`)).json()) as {
      keys: (JsonWebKey & { kid: string })[]
    }
    const [, payload] = (await ownToken()).split('.')
    for (const jwk of keys) {
      const key = createPublicKey({ key: jwk, format: 'jwk' })
      const header = encode({ alg: 'HS256', typ: 'at+jwt', kid: jwk.kid })
      for (const secret of [key.export({ type: 'spki', format: 'pem' }), JSON.stringify(jwk)]) {
        const signature = createHmac('sha256', secret).update(`${header}.${payload}`)
        const forged = `${header}.${payload}.${signature.digest('base64url')}`
        requireInvalid(await call(place, plain, forged), 'token.algorithm')
      }
    }
  })

  test('a token with changed claims is refused with 401 invalid_token', async () => {
    const forged = changed(await ownToken(), 1, { sub: 'somebody', scope: 'my/scope admin' })
    requireInvalid(await call(place, plain, forged), 'token.signature')
  })

  test('malformed and oversized tokens are refused, and never answered 500', async () => {
    const part = encode({ alg: 'RS256', typ: 'at+jwt' })
    const tokens = [
      'x',
      '..',
      '.',
      'a.b.c',
      `${part}..`,
      `${part}.e30.x`,
      'a.b.c.d.e',
      'x y',
      'x"',
      '=',
      '~',
      'a'.repeat(20_000),
      `${part}.${'a'.repeat(20_000)}.a`,
    ]
    for (const token of tokens) {
      const { status, challenge } = await call(place, plain, token)
      ok([400, 401].includes(status), `${token.slice(0, 20)}: ${status}`)
      match(challenge, /error="invalid_(request|token)"/)
    }
  })

  test("only pages of the lab's own origin may call, and may read the challenge", async () => {
    const preflight = (origin: string) =>
      call(place, plain, undefined, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'authorization',
        },
      })
    const own = await preflight(lab.origin)
    equal(own.headers.get('access-control-allow-origin'), lab.origin)
    match(own.headers.get('access-control-allow-headers') ?? '', /authorization/)
    const other = await preflight('https://other.example')
    equal(other.headers.get('access-control-allow-origin'), null)
    const { headers } = await call(place, plain, undefined, { headers: { origin: lab.origin } })
    match(
      headers.get('access-control-expose-headers') ?? '',
      /www-authenticate, dpop-nonce, x-request-id/i,
    )
  })
})

describe('the resource server of a sandbox that is changed', () => {
  beforeEach(openSandbox)

  test('an expired token is refused with 401 invalid_token', async () => {
    const token = await ownToken()
    await control().clock.set({ forward: 3601 })
    requireInvalid(await call(place, plain, token), 'token.not-expired')
  })

  test("a resource server whose clock is ahead refuses a token that the issuer's clock allows", async () => {
    const token = await ownToken()
    await control().clock.set({ forward: 3601 }, 'resserver')
    requireInvalid(await call(place, plain, token), 'token.not-expired')
  })

  test('a key that came with two rotations is found, also while the clock stands', async () => {
    await control().clock.set({ freeze: true })
    equal((await call(place, plain, await ownToken())).status, 200)
    for (const round of ['first', 'second']) {
      await control().keys.rotate()
      await control().keys.rotate()
      const { status, body } = await call(place, plain, await ownToken())
      equal(status, 200, `${round}: ${JSON.stringify(body)}`)
    }
  })

  test('an opaque token is let in, and noticed when revoked', async () => {
    const configuration = await control().config.get()
    await control().config.put({ ...configuration, accessTokenFormat: 'opaque' })
    const token = await userToken('developer')
    doesNotMatch(token, /\./)
    const { status, body } = await call(place, delegated, token)
    equal(status, 200)
    equal(body['tokenUsername'], 'developer')
    const administrator = await userToken('superuser', 'my/scope')
    equal((await call(place, administration, administrator)).status, 200)
    await formRequest(place, client, 'revocation', { token })
    requireInvalid(await call(place, plain, token), 'introspection.active')
  })

  test('a token signed with each algorithm of the server is let in', async () => {
    for (const signingAlgorithm of [
      'RS384',
      'RS512',
      'PS256',
      'ES256',
      'EdDSA',
      'RS256',
    ] as const) {
      const configuration = await control().config.get()
      await control().config.put({ ...configuration, signingAlgorithm })
      const token = await ownToken()
      const header = Buffer.from(token.split('.')[0]!, 'base64url').toString()
      match(header, new RegExp(`"alg":"${signingAlgorithm}"`))
      equal((await call(place, plain, token)).status, 200, signingAlgorithm)
    }
  })

  test('the algorithm and the signature of a token are never waived', async () => {
    for (const id of ['token.algorithm', 'token.signature'] as const) {
      // @ts-expect-error: what says who made a token cannot be waived
      const waive = control().policy.waive(id, 'resserver')
      await rejects(waive, /cannot be waived/)
    }
  })

  test('a waived check lets the request pass, and the ring of checks shows it', async () => {
    const token = await ownToken()
    await control().clock.set({ forward: 3601 }, 'resserver')
    for (const id of ['token.not-expired', 'introspection.not-expired'] as const) {
      await control().policy.waive(id, 'resserver')
    }
    equal((await call(place, plain, token)).status, 200)
    const exchanges = await control().checks({ role: 'resserver' })
    const outcome = exchanges.at(-1)?.checks.find(({ id }) => id === 'token.not-expired')?.outcome
    equal(outcome, 'waived')
    await control().policy.restore('token.not-expired', 'resserver')
    requireInvalid(await call(place, plain, token), 'token.not-expired')
  })

  test('after a reset of the lab the resource server registers itself again', async () => {
    equal((await call(place, plain, await ownToken())).status, 200)
    await control().reset()
    client = await registerClient(place)
    equal((await call(place, plain, await ownToken())).status, 200)
    const names = (await control().clients.list()).map(({ client_name }) => client_name)
    equal(names.filter((name) => name === 'resserver').length, 1)
  })
})

const { test: embeddedTest } = embeddedOnly('a lab reads its hooks when it starts')

/** Runs a test with a lab that is customized by this module. */
async function withHooks(source: string, use: (lab: Lab) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'oauth-lab-hooks-'))
  try {
    const hooks = join(folder, 'hooks.ts')
    await writeFile(hooks, source)
    await using lab = await startLab({ hooks })
    await use(lab)
  } finally {
    await rm(folder, { recursive: true })
  }
}

embeddedTest(
  'a token that is not yet valid is refused with 401 invalid_token, and let in when it is',
  () => {
    const nbf = Math.floor(Date.now() / 1000) + 600
    const hook = `export const generateToken = () => ({ accessToken: { nbf: ${nbf} } })`
    return withHooks(hook, async (lab) => {
      const token = await clientToken(lab, await registerClient(lab))
      requireInvalid(await call(lab, plain, token), 'token.not-before')
      await lab.control.clock.set({ forward: 600 })
      equal((await call(lab, plain, token)).status, 200)
    })
  },
)

embeddedTest(
  'a mapping hook sees claims, introspection and UserInfo and names the local user',
  () => {
    const hook = `
    export const mapUser = (claims, introspection, userInfo) => ({
      username: introspection.username + '@local',
      roles: ['administrator'],
      attributes: { issuer: claims.iss, name: userInfo.name },
    })`
    return withHooks(hook, async (lab) => {
      const application = await registerClient(lab)
      const scope = 'openid profile my/scope'
      const { access_token } = await flowTokens(lab, application, { scope })
      const { status, body } = await call(lab, administration, access_token)
      equal(status, 200)
      equal(body['serviceUsername'], 'developer@local')
      deepEqual(body['serviceRoles'], ['administrator'])
      const attributes = body['attributes'] as Record<string, unknown>
      equal(attributes['issuer'], lab.issuer)
      ok(attributes['name'])
    })
  },
)
