import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, suite, test } from 'node:test'
import { Provider } from 'oidc-provider'
import { OAuth2Server } from 'oauth2-mock-server'
import { explainRecording } from '@oauth-lab/explain/explain-recording.ts'
import type { Report } from '@oauth-lab/explain/explain-recording.ts'
import type { Part } from '@oauth-lab/explain/explanation/part.ts'
import { createBrowser } from '../../protocol/support/browser.ts'
import { authorizationRequest, basic } from '../../protocol/support/code-flow.ts'
import type { Change } from '../../protocol/support/code-flow.ts'
import { redirectUri } from '../../protocol/support/place.ts'
import { recordFetch } from '../../protocol/support/record-fetch.ts'
import { noteSecret } from '../../secrets.ts'

const client = { client_id: 'web', client_secret: 'secret-of-web-at-foreign-servers' }

interface Foreign {
  issuer: string
  /** Whether people are asked for name and password, and to consent. */
  asks: boolean
  stop(): Promise<unknown>
}

/** What of a walk is done otherwise. */
interface Fault {
  what: string
  /** What is found, whether the server lets it pass or refuses it. */
  finds: string[]
  asks?: Change
  exchanges?: Change
  /** How often the code is redeemed; once unless told. */
  times?: number
  /** Where the access token is sent; in the header unless told. */
  tokenInQuery?: boolean
}

const faults: Fault[] = [
  {
    what: 'an authorization request without state, nonce and PKCE',
    asks: bare(),
    finds: ['csrf-unprotected', 'nonce-missing', 'pkce-missing'],
  },
  { what: 'PKCE by plain', asks: { code_challenge_method: 'plain' }, finds: ['pkce-plain'] },
  {
    what: 'a verifier of another sign-in',
    exchanges: { code_verifier: 'v'.repeat(43) },
    finds: ['code-verifier-differs'],
  },
  { what: 'a code that is redeemed twice', times: 2, finds: ['code-twice'] },
  {
    what: 'another redirect URI in the token request',
    exchanges: { redirect_uri: `${redirectUri}/` },
    finds: ['redirect-uri-differs'],
  },
  {
    what: 'two ways of authentication at once',
    exchanges: client,
    finds: ['client-authentication-twice'],
  },
  { what: 'an access token in the query', tokenInQuery: true, finds: ['token-in-query'] },
]

for (const [name, start] of Object.entries({
  'oidc-provider': startOidcProvider,
  'oauth2-mock-server': startMockServer,
})) {
  suite(`a recording of ${name}`, () => {
    let server: Foreign
    before(async () => {
      server = await start()
    })
    after(() => server.stop())

    test('a good sign-in is one flow of messages with a meaning, and no error is found', async () => {
      const report = await walk(server)
      assert.deepEqual(
        report.flows.map((flow) => flow.name),
        ['Authorization code with PKCE'],
      )
      const ids = report.exchanges.map(({ message }) => message?.id)
      for (const id of [
        'metadata request',
        'authorization request',
        'token request',
        'UserInfo request',
        'key set request',
      ]) {
        assert.ok(ids.includes(id), `${id} in ${ids.join(', ')}`)
      }
      if (server.asks) assert.ok(ids.includes('sign-in'))
      assert.deepEqual(errorsOf(report), [])
      assert.deepEqual(unexplained(report), [])
    })

    for (const { what, finds, ...fault } of faults) {
      test(`${what}: ${finds.join(', ')}`, async () => {
        const found = (await walk(server, fault)).findings.map(({ id }) => id)
        assert.deepEqual(
          finds.filter((id) => !found.includes(id)),
          [],
          `found: ${found.join(', ')}`,
        )
      })
    }
  })
}

function bare(): Change {
  return {
    state: undefined,
    nonce: undefined,
    code_challenge: undefined,
    code_challenge_method: undefined,
  }
}

/** Walks from metadata to UserInfo, and explains what went over the wire. */
async function walk(
  server: Foreign,
  { asks = {}, exchanges = {}, times = 1, tokenInQuery = false }: Partial<Fault> = {},
): Promise<Report> {
  const { issuer } = server
  const { fetch, entries } = recordFetch(globalThis.fetch)
  const metadata = (await (
    await fetch(`${issuer}/.well-known/openid-configuration`)
  ).json()) as Record<string, string>
  await fetch(metadata['jwks_uri']!)
  const request = authorizationRequest({ issuer, base: issuer, trustedFetch: fetch }, client, {
    scope: 'openid',
    ...asks,
  })
  const address = `${metadata['authorization_endpoint']}${new URL(request.url).search}`
  const browser = createBrowser(fetch)
  let page = await browser.open(address)
  if (server.asks && page.text.includes('name="password"')) {
    page = await browser.submit(page, { login: 'nora', password: 'any-password-at-all' })
    page = await browser.submit(page, {})
  }
  const code = page.leaves?.searchParams.get('code')
  if (code == null) return explainRecording(entries)
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    ...(asks['code_challenge'] === undefined && 'code_challenge' in asks
      ? {}
      : { code_verifier: request.verifier }),
  })
  for (const [name, value] of Object.entries(exchanges)) form.set(name, value!)
  const headers = { authorization: basic(client.client_id, client.client_secret) }
  let token = ''
  for (let i = 0; i < times; i++) {
    const answer = await fetch(metadata['token_endpoint']!, { method: 'POST', headers, body: form })
    const { access_token = token } = (await answer.json()) as { access_token?: string }
    token = access_token
  }
  if (token === '') return explainRecording(entries)
  noteSecret(token, 'access_token')
  const userInfo = metadata['userinfo_endpoint']!
  await (tokenInQuery
    ? fetch(`${userInfo}?access_token=${token}`)
    : fetch(userInfo, { headers: { authorization: `Bearer ${token}` } }))
  return explainRecording(entries)
}

function errorsOf({ findings }: Report): string[] {
  return findings
    .filter(({ severity }) => severity === 'error')
    .map(({ id, says }) => `${id}: ${says}`)
}

function unexplained({ exchanges }: Report): string[] {
  const names = (parts: readonly Part[]): string[] =>
    parts.flatMap(({ in: place, name, means, parts: inner = [] }) => [
      ...(means === undefined ? [`${place} ${name}`] : []),
      ...names(inner),
    ])
  return exchanges.flatMap(({ message, request, response }) =>
    names([...request.parts, ...response.parts]).map((name) => `${message?.id}: ${name}`),
  )
}

async function startOidcProvider(): Promise<Foreign> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [{ ...client, redirect_uris: [redirectUri], grant_types: ['authorization_code'] }],
    cookies: { keys: ['key-of-cookies-in-a-test'] },
    pkce: { required: () => false },
  })
  server.on('request', provider.callback())
  return {
    issuer,
    asks: true,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(resolve)
      }),
  }
}

async function startMockServer(): Promise<Foreign> {
  const server = new OAuth2Server()
  await server.issuer.keys.generate('RS256')
  await server.start(0, 'localhost')
  return { issuer: server.issuer.url!, asks: false, stop: () => server.stop() }
}
