import type { Page } from '@playwright/test'
import { noteSecret } from '../secrets.ts'
import { allow, authenticate, signInAtSpa, signInAtWebPage } from './harness/people.ts'
import { explainWalk, messagesIn, seriousIn, unexplainedIn } from './harness/record-har.ts'
import { registerRelyingParty } from './harness/relying-party.ts'
import type { RelyingParty } from './harness/relying-party.ts'
import { expect, test } from './harness/test.ts'
import type { OtherSite, TestSandbox } from './harness/test.ts'

test('Chromium’s recording of a sign-in at the web page is explained whole, and nothing in it is wrong', async ({
  browser,
  baseURL,
}, info) => {
  const report = await explainWalk({ browser, baseURL, info }, (page) => signInAtWebPage(page))
  expect(messagesIn(report)).toEqual([
    'application page',
    'sign-in start',
    'authorization request',
    'sign-in page',
    'sign-in',
    'sign-in page',
    'consent',
    'callback',
    'application page',
  ])
  expect(unexplainedIn(report)).toEqual([])
  expect(report.findings).toEqual([])
  expect(report.flows).toMatchObject([{ name: 'Authorization code with PKCE' }])
})

test('Chromium’s recording of a sign-in at the single-page application: one flow, up to the resources', async ({
  browser,
  baseURL,
}, info) => {
  const report = await explainWalk({ browser, baseURL, info }, (page) => signInAtSpa(page))
  const messages = messagesIn(report)
  for (const id of ['token request', 'UserInfo request', 'key set request', 'resource request']) {
    expect(messages).toContain(id)
  }
  expect(unexplainedIn(report)).toEqual([])
  expect(seriousIn(report)).toEqual([])
  expect(report.flows).toHaveLength(1)
  const last = report.exchanges.findLast(({ message }) => message?.id === 'resource request')!
  expect(report.flows[0]!.entries).toContain(last.index)
})

test('two tabs of one browser that sign in side by side are two flows', async ({
  browser,
  baseURL,
}, info) => {
  const report = await explainWalk({ browser, baseURL, info }, async (page) => {
    const other = await page.context().newPage()
    await page.goto('./client/application/login')
    await other.goto('./spa/')
    await other.getByRole('button', { name: 'Sign in', exact: true }).click()
    await authenticate(other)
    await authenticate(page)
    await allow(page)
    await allow(other)
    for (const tab of [page, other]) await tab.getByText('Signed in as Dana Developer').waitFor()
  })
  expect(report.flows.map(({ name }) => name)).toEqual([
    'Authorization code with PKCE',
    'Authorization code with PKCE',
  ])
  expect(new Set(report.flows.map(({ client }) => client)).size).toBe(2)
})

interface Walk {
  page: Page
  site: OtherSite
  client: RelyingParty
  sandbox: TestSandbox
}

/** An application elsewhere that does one thing wrong, and what is found of it. */
const faults: readonly (readonly [
  what: string,
  finds: string[],
  walk: (walk: Walk) => Promise<unknown>,
])[] = [
  [
    'an authorization request without state, nonce and PKCE',
    ['csrf-unprotected', 'nonce-missing', 'pkce-missing'],
    ({ page, client }) => {
      const url = client.authorizationRequest()
      for (const name of ['state', 'code_challenge', 'code_challenge_method']) {
        url.searchParams.delete(name)
      }
      return page.goto(url.href)
    },
  ],
  [
    'PKCE by plain',
    ['pkce-plain'],
    ({ page, client }) =>
      page.goto(client.authorizationRequest({ code_challenge_method: 'plain' }).href),
  ],
  [
    'a redirect URI of http at a host of https, as an application behind a proxy writes it',
    ['mixed-http-https', 'redirect-uri-plain-http'],
    async ({ page, client, site }) => {
      site.serve('/', 'home')
      await page.goto(site.origin)
      const redirect_uri = client.redirectUri.replace('https:', 'http:')
      await page.goto(client.authorizationRequest({ redirect_uri }).href)
    },
  ],
  [
    'a callback page that tells the code in its Referer',
    ['secret-in-referer'],
    async ({ page, client, site, sandbox }) => {
      const picture = `<img alt="" src="${sandbox.base}/assets/lab.css">`
      site.serve('/callback', () => ({
        headers: { 'referrer-policy': 'unsafe-url' },
        body: `<h1>Elsewhere</h1>${picture}`,
      }))
      await signIn(page, client.authorizationRequest())
    },
  ],
  [
    'a script with a client secret, whose origin the server does not allow',
    ['cors-unanswered', 'secret-in-browser'],
    async ({ page, site, sandbox }) => {
      site.serve('/', 'home')
      await page.goto(site.origin)
      noteSecret('secret-in-a-script', 'client_secret')
      const form = {
        grant_type: 'client_credentials',
        client_id: 'x',
        client_secret: 'secret-in-a-script',
      }
      await post(page, `${sandbox.issuer}/token`, form)
    },
  ],
  [
    'a code that a script redeems twice, the second time for another redirect URI',
    ['code-twice', 'redirect-uri-differs'],
    async ({ page, client, site, sandbox }) => {
      const { control, issuer } = sandbox
      await control.config.put({ ...(await control.config.get()), corsOrigins: [site.origin] })
      site.serve('/callback', '<h1>Elsewhere</h1>')
      await signIn(page, client.authorizationRequest())
      const form = client.tokenRequest(new URL(page.url()).searchParams.get('code')!)
      await post(page, `${issuer}/token`, form)
      await post(page, `${issuer}/token`, { ...form, redirect_uri: `${client.redirectUri}/` })
    },
  ],
  [
    'a token in a query',
    ['token-in-query'],
    ({ page, sandbox }) =>
      page.goto(`${sandbox.base}/resserver/protected-resources/?access_token=of-no-worth`),
  ],
  [
    'pages that send the browser round in a circle',
    ['redirect-loop'],
    ({ page, site }) => {
      site.serve('/a', () => ({ status: 302, headers: { location: '/b' } }))
      site.serve('/b', () => ({ status: 302, headers: { location: '/a' } }))
      return page.goto(`${site.origin}/a`).catch(() => undefined)
    },
  ],
  [
    'a cookie of SameSite=Lax and an answer by form_post',
    ['cookie-lost-by-same-site'],
    ({ page, client, site }) =>
      signInByStart(page, site, client.authorizationRequest({ response_mode: 'form_post' }), {
        path: '/login',
        cookie: 'sign-in=abcdefgh; Secure; SameSite=Lax; Path=/',
      }),
  ],
  [
    'a cookie whose path does not hold the callback',
    ['cookie-lost-by-path'],
    ({ page, client, site }) =>
      signInByStart(page, site, client.authorizationRequest(), {
        path: '/start/login',
        cookie: 'sign-in=abcdefgh; Secure; SameSite=Lax',
      }),
  ],
  [
    'a server that answers with a token in the fragment',
    ['implicit-flow', 'token-in-fragment'],
    ({ page, site }) => {
      const fragment = 'access_token=abcdefgh&token_type=Bearer&state=s'
      site.serve('/authorize', () => ({ status: 302, headers: { location: `/app#${fragment}` } }))
      site.serve('/app', '<h1>Elsewhere</h1>')
      const query = 'response_type=token&client_id=x&state=s&scope=x'
      return page.goto(`${site.origin}/authorize?${query}`)
    },
  ],
  [
    'a server whose ID token is not signed, ends late, and may be cached',
    ['algorithm-none', 'cache-control-missing', 'lifetime-odd'],
    async ({ page, site }) => {
      const now = Math.floor(Date.now() / 1000)
      const claims = { iss: site.origin, sub: 'u', aud: 'x', iat: now, exp: now + 10_000_000 }
      const parts = [{ alg: 'none' }, claims].map((part) =>
        Buffer.from(JSON.stringify(part)).toString('base64url'),
      )
      const body = JSON.stringify({ access_token: 'abcdefgh', id_token: `${parts.join('.')}.` })
      site.serve('/', '<h1>Elsewhere</h1>')
      site.serve('/token', () => ({ headers: { 'content-type': 'application/json' }, body }))
      await page.goto(site.origin)
      await post(page, `${site.origin}/token`, {
        grant_type: 'authorization_code',
        client_id: 'x',
        code: 'y',
      })
    },
  ],
]

for (const [what, finds, walk] of faults) {
  test(`Chromium’s recording of ${what}: ${finds.join(', ')}`, async ({
    browser,
    baseURL,
    lab,
    sandbox,
    otherSite,
    watch,
  }, info) => {
    // Each application does something that browsers report.
    watch.expectError(/.*/)
    const client = await registerRelyingParty(lab, sandbox, otherSite)
    const report = await explainWalk({ browser, baseURL, info }, (page) =>
      walk({ page, site: otherSite, client, sandbox }),
    )
    expect(seriousIn(report)).toEqual(expect.arrayContaining(finds))
    expect(seriousIn(report).filter((id) => id !== 'refused' && !finds.includes(id))).toEqual([])
  })
}

async function signIn(page: Page, url: URL): Promise<void> {
  await page.goto(url.href)
  await authenticate(page)
  await allow(page)
  await page.getByRole('heading', { name: 'Elsewhere' }).waitFor()
}

async function signInByStart(
  page: Page,
  site: OtherSite,
  url: URL,
  { path, cookie }: { path: string; cookie: string },
): Promise<void> {
  site.serve(path, () => ({ status: 302, headers: { location: url.href, 'set-cookie': cookie } }))
  site.serve('/callback', () => ({ status: 303, headers: { location: '/end' } }))
  site.serve('/end', '<h1>Elsewhere</h1>')
  await signIn(page, new URL(path, site.origin))
}

async function post(page: Page, url: string, form: Record<string, string>): Promise<void> {
  await page.evaluate(
    ([to, fields]) =>
      fetch(to, { method: 'POST', body: new URLSearchParams(fields) })
        .then((response) => response.text())
        .catch(() => undefined),
    [url, form] as const,
  )
}
