import type { Page } from '@playwright/test'
import { noteSecret, noteSecretsIn } from '../secrets.ts'
import { launchProfile } from './harness/launch-browser.ts'
import { allow, authenticate } from './harness/people.ts'
import { registerRelyingParty } from './harness/relying-party.ts'
import type { RelyingParty } from './harness/relying-party.ts'
import { expect, test } from './harness/test.ts'
import type { OtherSite } from './harness/test.ts'
import { tokensOfTab } from './harness/tokens-of-tab.ts'

const heading = { level: 1 } as const
const blank = '<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1></html>'

test('a client on another site signs a person in by authorization code with PKCE', async ({
  page,
  lab,
  sandbox,
  otherSite,
}) => {
  const client = await registerRelyingParty(lab, sandbox, otherSite)
  const code = await signInElsewhere(page, otherSite, client)
  const response = await lab.trustedFetch(`${sandbox.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams(client.tokenRequest(code)),
  })
  expect(response.status).toBe(200)
  noteSecretsIn(Object.entries((await response.json()) as object))
})

test.describe('CORS', () => {
  test('a script of another origin may read metadata and keys, and no token', async ({
    page,
    lab,
    sandbox,
    otherSite,
    watch,
  }) => {
    watch.expectError(/blocked by CORS policy|ERR_FAILED/)
    const client = await registerRelyingParty(lab, sandbox, otherSite)
    const code = await signInElsewhere(page, otherSite, client)
    const { issuer } = sandbox
    for (const path of ['/.well-known/openid-configuration', '/jwks']) {
      expect(await fetchFrom(page, issuer + path), path).toMatchObject({ status: 200 })
    }
    expect(await fetchFrom(page, `${issuer}/token`, { form: client.tokenRequest(code) })).toBe(
      'refused',
    )
    const bearer = 'of-no-worth'
    expect(await fetchFrom(page, `${issuer}/userinfo`, { bearer })).toBe('refused')
    const resource = `${sandbox.base}/resserver/protected-resources/`
    expect(await fetchFrom(page, resource, { bearer })).toBe('refused')
  })

  test('a script of an origin that is on the list exchanges its code and reads UserInfo', async ({
    page,
    lab,
    sandbox,
    otherSite,
    watch,
  }) => {
    watch.expectError(/status of 401 .*userinfo/)
    const { control, issuer } = sandbox
    await control.config.put({ ...(await control.config.get()), corsOrigins: [otherSite.origin] })
    const client = await registerRelyingParty(lab, sandbox, otherSite)
    const code = await signInElsewhere(page, otherSite, client)

    const tokens = await fetchFrom(page, `${issuer}/token`, { form: client.tokenRequest(code) })
    expect(tokens).toMatchObject({ status: 200, body: { token_type: 'Bearer' } })
    const bearer = String((tokens as Answer).body['access_token'])
    expect(await fetchFrom(page, `${issuer}/userinfo`, { bearer })).toMatchObject({
      status: 200,
      body: { name: 'Dana Developer' },
    })
    const refused = await fetchFrom(page, `${issuer}/userinfo`, { bearer: 'of-no-worth' })
    expect(refused).toMatchObject({
      status: 401,
      challenge: expect.stringContaining('invalid_token'),
    })
  })

  test('no script reads the authorization endpoint, whatever is on the list', async ({
    page,
    lab,
    sandbox,
    otherSite,
    watch,
  }) => {
    watch.expectError(/blocked by CORS policy|ERR_FAILED/)
    const { control } = sandbox
    await control.config.put({ ...(await control.config.get()), corsOrigins: [otherSite.origin] })
    const client = await registerRelyingParty(lab, sandbox, otherSite)
    await openElsewhere(page, otherSite)
    expect(await fetchFrom(page, client.authorizationRequest().href)).toBe('refused')
  })
})

test.describe('prompt=none', () => {
  test('without a session the other site is told login_required', async ({
    page,
    lab,
    sandbox,
    otherSite,
  }) => {
    const client = await registerRelyingParty(lab, sandbox, otherSite)
    otherSite.serve('/callback', blank)
    await page.goto(client.authorizationRequest({ prompt: 'none' }).href)
    expect(answerIn(page)).toMatchObject({
      error: 'login_required',
      state: client.state,
      iss: sandbox.issuer,
    })
  })

  test('with a session and without consent it is told consent_required', async ({
    page,
    lab,
    sandbox,
    otherSite,
  }) => {
    const client = await registerRelyingParty(lab, sandbox, otherSite)
    otherSite.serve('/callback', blank)
    await page.goto('./client/application/login')
    await authenticate(page)
    await allow(page)
    await page.goto(client.authorizationRequest({ prompt: 'none' }).href)
    expect(answerIn(page)).toMatchObject({ error: 'consent_required' })
  })

  test('with a session and consent it gets a code, until log-out', async ({
    page,
    lab,
    sandbox,
    otherSite,
  }) => {
    const client = await registerRelyingParty(lab, sandbox, otherSite)
    await signInElsewhere(page, otherSite, client)
    await page.goto(client.authorizationRequest({ prompt: 'none' }).href)
    expect(answerIn(page)).toMatchObject({ code: expect.any(String), state: client.state })

    await page.goto('./authserver/oauth2/logout')
    await page.getByRole('button', { name: 'Log out' }).click()
    await expect(page.getByRole('heading', heading)).toHaveText('You are logged out')
    await page.goto(client.authorizationRequest({ prompt: 'none' }).href)
    expect(answerIn(page)).toMatchObject({ error: 'login_required' })
  })

  for (const { thirdPartyCookies, answer } of [
    { thirdPartyCookies: true, answer: { code: expect.any(String) } },
    { thirdPartyCookies: false, answer: { error: 'login_required' } },
  ]) {
    const browserIs = thirdPartyCookies ? 'allows' : 'blocks'
    test(`in a hidden frame it gets ${Object.keys(answer)[0]} where the browser ${browserIs} third-party cookies`, async ({
      lab,
      runningSite,
      sandbox,
      otherSite,
    }) => {
      const client = await registerRelyingParty(lab, sandbox, otherSite)
      const authorities = [lab.ca, runningSite.authority]
      const { context, close } = await launchProfile(authorities, { thirdPartyCookies })
      try {
        const page = await context.newPage()
        await signInElsewhere(page, otherSite, client)
        const silent = client.authorizationRequest({ prompt: 'none', state: 'silent' })
        otherSite.serve(
          '/frame',
          `${blank}<iframe hidden title="renewal" src="${escape(silent.href)}"></iframe>`,
        )
        await page.goto(`${otherSite.origin}/frame`)
        await expect
          .poll(() => callbacks(otherSite, 'silent'))
          .toEqual([expect.objectContaining(answer)])
        for (const { value } of await context.cookies()) noteSecret(value, 'cookie')
      } finally {
        await close()
      }
    })
  }
})

test.describe('SameSite', () => {
  test('an authorization request by POST from another site finds the session', async ({
    page,
    lab,
    sandbox,
    otherSite,
  }) => {
    const client = await registerRelyingParty(lab, sandbox, otherSite)
    await signInElsewhere(page, otherSite, client)
    await postFromElsewhere(page, otherSite, client.authorizationRequest())
    await page.waitForURL(`${client.redirectUri}?*`)
    expect(answerIn(page)).toMatchObject({ code: expect.any(String) })
  })

  test('an authorization request by POST from another site leaves sign-ins in other tabs alone', async ({
    page,
    context,
    lab,
    sandbox,
    otherSite,
  }) => {
    const client = await registerRelyingParty(lab, sandbox, otherSite)
    const tab = await context.newPage()
    await tab.goto('./client/application/login')
    otherSite.serve('/callback', blank)
    await postFromElsewhere(page, otherSite, client.authorizationRequest())

    await authenticate(tab)
    await expect(tab.getByRole('heading', heading)).toHaveText(/^Allow .+\?$/)
    await authenticate(page)
    await expect(page.getByRole('heading', heading)).toHaveText('Allow Elsewhere?')
  })

  test('another site can neither log a person out of the web page nor disturb it', async ({
    page,
    context,
    sandbox,
    otherSite,
    watch,
  }) => {
    watch.expectError(/status of 403 /)
    await page.goto('./client/application/login')
    await authenticate(page)
    await allow(page)
    await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')

    const attack = await context.newPage()
    const logOut = new URL(`${sandbox.base}/client/application/?do=logout&csrf=guessed`)
    await postFromElsewhere(attack, otherSite, logOut)
    await expect(attack.getByRole('alert')).toBeVisible()

    await page.getByRole('button', { name: 'Call again' }).click()
    await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
    await expect(page.locator('#resource')).toContainText('200')
  })
})

test.describe('form_post', () => {
  test('the authorization response is posted to the other site by itself', async ({
    page,
    lab,
    sandbox,
    otherSite,
  }) => {
    const client = await registerRelyingParty(lab, sandbox, otherSite)
    otherSite.serve('/callback', blank)
    otherSite.serve('/', () => ({
      body: blank,
      headers: { 'set-cookie': 'lax=1; Secure; SameSite=Lax' },
    }))
    await page.goto(otherSite.origin)
    await page.goto(client.authorizationRequest({ response_mode: 'form_post' }).href)
    await authenticate(page)
    await allow(page)
    await page.waitForURL(client.redirectUri)
    const { method, form, query, headers } = otherSite.requests.at(-1)!
    expect(method).toBe('POST')
    expect(Object.fromEntries(form)).toEqual({
      code: expect.any(String),
      state: client.state,
      iss: sandbox.issuer,
    })
    expect([...query], 'nothing in the address').toEqual([])
    // Why a client that wants form_post needs SameSite=None for what it keeps in a cookie.
    expect(headers.cookie, 'a SameSite=Lax cookie of the other site').toBeUndefined()
  })

  test('an error is posted as well', async ({ page, lab, sandbox, otherSite }) => {
    const client = await registerRelyingParty(lab, sandbox, otherSite)
    otherSite.serve('/callback', blank)
    const request = client.authorizationRequest({ response_mode: 'form_post', prompt: 'none' })
    await page.goto(request.href)
    await page.waitForURL(client.redirectUri)
    const form = Object.fromEntries(otherSite.requests.at(-1)!.form)
    expect(form).toMatchObject({ error: 'login_required', state: client.state })
  })

  test.describe('without script', () => {
    test.use({ javaScriptEnabled: false })

    test('its button posts it', async ({ page, lab, sandbox, otherSite }) => {
      const client = await registerRelyingParty(lab, sandbox, otherSite)
      otherSite.serve('/callback', blank)
      await page.goto(client.authorizationRequest({ response_mode: 'form_post' }).href)
      await authenticate(page)
      await allow(page)
      await expect(page.getByRole('heading', heading)).toHaveText('Back to Elsewhere')
      await page.getByRole('button', { name: 'Go on to Elsewhere' }).click()
      await page.waitForURL(client.redirectUri)
      const form = Object.fromEntries(otherSite.requests.at(-1)!.form)
      expect(form).toMatchObject({ code: expect.any(String), state: client.state })
    })
  })
})

test.describe('frames and popups', () => {
  test('no page of the lab can be framed by another site', async ({
    page,
    lab,
    sandbox,
    otherSite,
    watch,
  }) => {
    watch.expectError(/frame-ancestors|chrome-error:/)
    const refusals: string[] = []
    page.on('console', (message) => {
      if (message.text().includes("frame-ancestors 'none'")) refusals.push(message.text())
    })
    const client = await registerRelyingParty(lab, sandbox, otherSite)
    const targets = [
      client.authorizationRequest().href,
      `${sandbox.issuer}/logout`,
      `${sandbox.base}/client/application/`,
      `${sandbox.base}/spa/`,
      `${sandbox.base}/`,
    ]
    const frames = targets.map((url) => `<iframe title="framed" src="${escape(url)}"></iframe>`)
    otherSite.serve('/frames', `${blank}${frames.join('')}`)
    await page.goto(`${otherSite.origin}/frames`)
    await expect.poll(() => refusals).toHaveLength(targets.length)
    for (const frame of page.frames().slice(1)) {
      expect(frame.url()).toBe('chrome-error://chromewebdata/')
    }
  })

  test('a sign-in popup keeps its opener', async ({ page, lab, sandbox, otherSite }) => {
    const client = await registerRelyingParty(lab, sandbox, otherSite)
    const script = (body: string) => () => ({
      headers: { 'content-type': 'text/javascript' },
      body,
    })
    otherSite.serve(
      '/',
      `${blank}<button>Sign in</button><output></output><script src="/opener.js"></script>`,
    )
    otherSite.serve(
      '/opener.js',
      script(`
        const url = ${JSON.stringify(client.authorizationRequest().href)}
        document.querySelector('button').onclick = () => open(url, 'sign-in', 'popup')
        addEventListener('message', ({ origin, data }) => {
          if (origin === location.origin) document.querySelector('output').textContent = data
        })
      `),
    )
    otherSite.serve('/callback', `${blank}<script src="/popup.js"></script>`)
    otherSite.serve(
      '/popup.js',
      script(`opener.postMessage(location.search, location.origin); close()`),
    )
    await page.goto(otherSite.origin)
    const opening = page.waitForEvent('popup')
    await page.getByRole('button', { name: 'Sign in' }).click()
    const popup = await opening
    await authenticate(popup)
    await allow(popup)
    const answer = page.locator('output')
    await expect(answer).toContainText('code=')
    await expect(answer).toContainText(`state=${client.state}`)
    await expect.poll(() => popup.isClosed()).toBe(true)
  })

  test("the single-page application's own popup signs in", async ({ page }) => {
    await page.goto('./spa/')
    const opening = page.waitForEvent('popup')
    await page.getByRole('button', { name: 'Sign in in a popup' }).click()
    const popup = await opening
    await authenticate(popup)
    await allow(popup)
    await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
    await tokensOfTab(page)
    await expect.poll(() => popup.isClosed()).toBe(true)
  })

  test('a popup that is closed halfway is told in words', async ({ page }) => {
    await page.goto('./spa/')
    const opening = page.waitForEvent('popup')
    await page.getByRole('button', { name: 'Sign in in a popup' }).click()
    const popup = await opening
    await expect(popup.getByRole('heading', heading)).toHaveText('Sign in')
    await popup.close()
    await expect(page.getByRole('alert')).toContainText('The sign-in window was closed')
  })
})

/** Signs in and consents for the other site's client; answers with the code. */
async function signInElsewhere(page: Page, site: OtherSite, client: RelyingParty): Promise<string> {
  site.serve('/callback', blank)
  await test.step('authorization request', () => page.goto(client.authorizationRequest().href))
  await test.step('end-user authentication', () => authenticate(page))
  await test.step('end-user consent', async () => {
    await expect(page.getByRole('heading', heading)).toHaveText('Allow Elsewhere?')
    await allow(page)
  })
  return test.step('authorization response', async () => {
    await page.waitForURL(`${client.redirectUri}?*`)
    const { code, state } = answerIn(page)
    expect(state).toBe(client.state)
    noteSecret(code, 'code')
    return code!
  })
}

async function openElsewhere(page: Page, site: OtherSite): Promise<void> {
  site.serve('/', blank)
  await page.goto(site.origin)
}

/** Has a page of the other site send what stands in an address's query as a form. */
async function postFromElsewhere(
  page: Page,
  site: OtherSite,
  { origin, pathname, searchParams }: URL,
): Promise<void> {
  const action = origin + pathname
  const inputs = [...searchParams].map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  )
  site.serve(
    '/form',
    `${blank}<form method="post" action="${escape(action)}">${inputs.join('')}<button>Send</button></form>`,
  )
  await page.goto(`${site.origin}/form`)
  await page.getByRole('button', { name: 'Send' }).click()
}

/** The authorization responses that came to the other site with this state. */
function callbacks(site: OtherSite, state: string): Record<string, string>[] {
  const answers = site.requests
    .filter(({ path, query }) => path === '/callback' && query.get('state') === state)
    .map(({ query }) => query)
  for (const answer of answers) noteSecretsIn(answer)
  return answers.map((answer) => Object.fromEntries(answer))
}

function answerIn(page: Page): Record<string, string> {
  return Object.fromEntries(new URL(page.url()).searchParams)
}

interface Answer {
  status: number
  body: Record<string, unknown>
  challenge: string | null
}

/** `fetch` by a script of the page; `refused` when the browser does not let it see the answer. */
function fetchFrom(
  page: Page,
  url: string,
  sent: { form?: Record<string, string>; bearer?: string } = {},
): Promise<Answer | 'refused'> {
  return page.evaluate(
    async ([url, { form, bearer }]) => {
      const response = await fetch(url, {
        ...(form && { method: 'POST', body: new URLSearchParams(form) }),
        ...(bearer && { headers: { authorization: `Bearer ${bearer}` } }),
      }).catch(() => undefined)
      if (response === undefined) return 'refused' as const
      return {
        status: response.status,
        body: (await response.json().catch(() => ({}))) as Record<string, unknown>,
        challenge: response.headers.get('www-authenticate'),
      }
    },
    [url, sent] as const,
  )
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
}
