import type { Page } from '@playwright/test'
import { noteSecretsIn } from '../secrets.ts'
import { nextRequest } from './harness/messages.ts'
import { allow, authenticate, signInAtSpa, signInAtWebPage } from './harness/people.ts'
import { expect, test } from './harness/test.ts'
import { tokensOfTab } from './harness/tokens-of-tab.ts'

const heading = { level: 1 } as const
const hour = 3600

test('the web page refreshes: a new access token, good at the resource', async ({
  page,
  sandbox,
}) => {
  await signInAtWebPage(page)
  const before = await accessTokenOf(page)
  await test.step('refresh request', async () => {
    await page.getByRole('button', { name: 'Refresh' }).click()
    await expect.poll(() => accessTokenOf(page)).not.toBe(before)
  })
  await expect(page.locator('#introspection')).toContainText('"active": true')
  await expect(page.locator('#resource')).toContainText('200')
  await expect(page.locator('.checks > .fail')).toHaveCount(0)
  const tokenRequests = (await sandbox.control.checks({ role: 'authserver' })).filter(({ path }) =>
    path.endsWith('/oauth2/token'),
  )
  expect(tokenRequests.map(({ status }) => status)).toEqual([200, 200])
})

test('the single-page application refreshes: the refresh token is new, and the old one ends the grant', async ({
  page,
  lab,
  sandbox,
  watch,
}) => {
  watch.expectError(/status of 401 /)
  await signInAtSpa(page)
  const before = await tokensOfTab(page)
  await test.step('refresh request', async () => {
    const answered = nextRequest(page, '/authserver/oauth2/token', 'POST')
    await page.getByRole('button', { name: 'Refresh' }).click()
    const response = await (await answered).response()
    expect(response?.status()).toBe(200)
    await expect(page.locator('.said')).toContainText('Refreshed.')
  })
  const after = await tokensOfTab(page)
  expect(after.access_token).not.toBe(before.access_token)
  expect(after.refresh_token).not.toBe(before.refresh_token)
  await expect(page.locator('#resource')).toContainText('200')

  await test.step('the old refresh token is refused (RFC 9700 §4.14)', async () => {
    const spa = (await sandbox.control.clients.list()).find(
      ({ client_name }) => client_name === 'spa',
    )
    const replay = await lab.trustedFetch(`${sandbox.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        refresh_token: before.refresh_token!,
        client_id: spa!.client_id,
      }),
    })
    expect(replay.status).toBe(400)
    expect(await replay.json()).toMatchObject({ error: 'invalid_grant' })
  })
  await test.step('and the grant is dead', async () => {
    watch.expectError(/status of 400 .*token/)
    await page.getByRole('button', { name: 'Call again' }).click()
    await expect(page.locator('#resource')).toContainText('401')
    await page.getByRole('button', { name: 'Refresh' }).click()
    await expect(page.getByRole('alert').filter({ hasText: 'invalid_grant' })).toContainText(
      'Sign in again',
    )
  })
})

test('an access token ends on the clock of the lab; a refresh renews it', async ({
  page,
  sandbox,
}) => {
  await signInAtWebPage(page)
  await sandbox.control.clock.set({ forward: hour + 1 })
  await page.getByRole('button', { name: 'Call again' }).click()
  await expect(page.getByRole('main')).toContainText('The access token has ended')
  await expect(page.locator('#resource')).toContainText('401')
  await expect(page.locator('#introspection')).toContainText('"active": false')
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.locator('#resource')).toContainText('200')
  await expect(page.getByRole('main')).not.toContainText('The access token has ended')
})

test('a refresh token ends on the clock of the lab; the web page says what to do', async ({
  page,
  sandbox,
  watch,
}) => {
  watch.expectError(/status of 400 .*client\/application/)
  await signInAtWebPage(page)
  await sandbox.control.clock.set({ forward: 3 * hour + 1 })
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('The sign-in is not good any more')
  await expect(page.getByRole('alert')).toContainText('invalid_grant')
  // The session at the authorization server is still there.
  await page.getByRole('link', { name: 'Sign in again' }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
})

test('the single-page application puts an ended token and an ended refresh token in words', async ({
  page,
  sandbox,
  watch,
}) => {
  watch.expectError(/status of 40[01] /)
  await signInAtSpa(page)
  await sandbox.control.clock.set({ forward: hour + 1 })
  await page.getByRole('button', { name: 'Call again' }).click()
  await expect(page.locator('#resource .alert')).toContainText(
    'Refresh, or log out and sign in again.',
  )
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.locator('#resource')).toContainText('200')
  await tokensOfTab(page)
  await sandbox.control.clock.set({ forward: 3 * hour + 1 })
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'invalid_grant' })).toContainText(
    'No token was issued.',
  )
})

test('an expired session is told, at the web page and at the authorization server', async ({
  page,
  sandbox,
}) => {
  await signInAtWebPage(page)
  await sandbox.control.clock.set({ forward: 24 * hour + 1 })
  await page.reload()
  await expect(page.getByRole('heading', heading)).toHaveText('You are signed out')
  await expect(page.getByRole('main')).toContainText('Your session here has ended')
  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('Sign in')
  await authenticate(page)
  await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
})

test('a person logs out of the web page: session and tokens are dead', async ({
  page,
  lab,
  sandbox,
}) => {
  await signInAtWebPage(page)
  const token = await accessTokenOf(page)
  await test.step('logout request', async () => {
    const asked = nextRequest(page, '/authserver/oauth2/logout')
    await page.getByRole('button', { name: 'Log out' }).click()
    const { searchParams } = new URL((await asked).url())
    noteSecretsIn(searchParams)
    expect(searchParams.get('post_logout_redirect_uri')).toBe(`${sandbox.base}/client/application/`)
    await expect(page.getByRole('heading', heading)).toHaveText('You are logged out')
  })
  await test.step('the access token opens nothing', async () => {
    const answer = await lab.trustedFetch(`${sandbox.base}/resserver/protected-resources/`, {
      headers: { authorization: `Bearer ${token}` },
    })
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"')
  })
  await test.step('the next authorization request asks for the password', async () => {
    await page.goto('./client/application/login')
    await expect(page.getByRole('heading', heading)).toHaveText('Sign in')
  })
  await test.step('going back shows no token', async () => {
    await page.goto('./client/application/')
    await page.goBack()
    await page.goForward()
    await expect(page.getByRole('heading', heading)).toHaveText('You are signed out')
  })
})

test('a person logs out of the single-page application', async ({ page }) => {
  await signInAtSpa(page)
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('You are logged out')
  await expect(tokensOfTab(page)).rejects.toThrow('This tab holds no tokens')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('Sign in')
})

test('a log-out that nobody known asks for is a question', async ({ page }) => {
  await signInAtWebPage(page)
  await page.goto('./authserver/oauth2/logout')
  await page.getByRole('button', { name: 'Stay signed in' }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('You are still signed in')
  await page.goto('./spa/')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('Allow spa?')

  await page.goto('./authserver/oauth2/logout')
  await page.getByRole('button', { name: 'Log out' }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('You are logged out')
  await page.goto('./spa/')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('Sign in')
  await authenticate(page)
  await allow(page)
  await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
})

/** The raw access token that the web page shows. */
async function accessTokenOf(page: Page): Promise<string> {
  return (await page.locator('#access-token .raw pre').textContent()) ?? ''
}

test('a storageState from the control API makes a browser signed in: consent alone is asked', async ({
  browser,
  sandbox,
}) => {
  const { storageState } = await sandbox.control.browserSessions.create({ user: 'developer' })
  const context = await browser.newContext({ storageState })
  const page = await context.newPage()
  await page.goto(`${sandbox.base}/client/application/`)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await allow(page)
  await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
  await context.close()
})

test('with automatic interaction one click signs in', async ({ page, sandbox }) => {
  await sandbox.control.config.put({ interaction: 'automatic' })
  await page.goto('./client/application/')
  await page.getByRole('link', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
})
