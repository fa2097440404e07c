import type { Locator, Page } from '@playwright/test'
import { Secret, TOTP } from 'otpauth'
import { noteSecret } from '../secrets.ts'
import { allow, authenticate, developer, signInAtWebPage } from './harness/people.ts'
import { expect, test } from './harness/test.ts'
import type { TestSandbox } from './harness/test.ts'
import { tokensOfTab } from './harness/tokens-of-tab.ts'

const heading = { level: 1 } as const

test('a wrong password is refused in words that do not say what was wrong', async ({
  page,
  watch,
}) => {
  watch.expectError(/status of 400 .*login/)
  await page.goto('./client/application/login')
  for (const person of [
    { username: 'developer', password: 'wrong' },
    { username: 'nobody', password: 'test' },
  ]) {
    await authenticate(page, person)
    const alert = page.getByRole('alert')
    await expect(alert).toContainText('Not signed in')
    await expect(alert).toContainText('The user name or the password is wrong.')
    await expect(page.getByLabel('User name')).toHaveValue(person.username)
    await expect(page.getByLabel('Password')).toHaveValue('')
    await expect(page.getByLabel('Password')).toBeFocused()
  }
  await authenticate(page)
  await expect(page.getByRole('heading', heading)).toHaveText(/^Allow .+\?$/)
})

test('after five wrong passwords a person waits, on the clock of the lab', async ({
  page,
  sandbox,
  watch,
}) => {
  watch.expectError(/status of (400|429) .*login/)
  await sandbox.control.clock.set({ freeze: true })
  await page.goto('./client/application/login')
  for (let attempt = 1; attempt <= 5; attempt++) {
    await authenticate(page, { ...developer, password: `wrong ${attempt}` })
    await expect(page.getByRole('alert')).toContainText('Not signed in')
  }
  await authenticate(page)
  await expect(page.getByRole('alert')).toContainText('too many wrong passwords')
  await expect(page.getByText(/You may try again in .+ on the clock of the lab/)).toBeVisible()

  await sandbox.control.clock.set({ forward: 301 })
  await authenticate(page)
  await expect(page.getByRole('heading', heading)).toHaveText(/^Allow .+\?$/)
})

test('a second factor is asked for, good once, on the clock of the lab', async ({
  page,
  context,
  sandbox,
  watch,
}) => {
  watch.expectError(/status of 400 .*code/)
  await sandbox.control.clock.set({ at: '2031-05-06T07:08:09Z', freeze: true })
  const { secret } = await sandbox.control.users.setTotp('developer')
  noteSecret(secret, 'TOTP secret')
  const code = await codeNow(sandbox, secret)

  await test.step('end-user authentication, both factors', async () => {
    await page.goto('./client/application/login')
    await authenticate(page)
    await expect(page.getByRole('heading', heading)).toHaveText('One more step')
    await sendCode(page, code === '123456' ? '654321' : '123456')
    await expect(page.getByRole('alert')).toContainText('Not signed in')
    await sendCode(page, code)
    await allow(page)
    await expect(page.locator('#id-token')).toContainText(/pwd.*otp.*mfa/)
  })

  await test.step('the same code again', async () => {
    await context.clearCookies()
    await page.goto('./client/application/login')
    await authenticate(page)
    await sendCode(page, code)
    await expect(page.getByRole('alert')).toContainText('The code is wrong, or was used already.')
  })

  await test.step('the code of the next half minute', async () => {
    await sandbox.control.clock.set({ forward: 30 })
    await sendCode(page, await codeNow(sandbox, secret))
    await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
  })
})

test('a person signs in to the second client without a password: consent alone is asked', async ({
  page,
}) => {
  await signInAtWebPage(page)
  const posts: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST') posts.push(new URL(request.url()).pathname)
  })
  await page.goto('./spa/')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('Allow spa?')
  await allow(page)
  await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
  await tokensOfTab(page)
  expect(posts.filter((path) => path.endsWith('/login'))).toEqual([])
})

test('a person signs in by keyboard alone and sees where the focus is', async ({ page }) => {
  await page.goto('./client/application/')
  await tabTo(page, page.getByRole('link', { name: 'Sign in', exact: true }))
  await page.keyboard.press('Enter')

  await expect(page.getByLabel('User name')).toBeFocused()
  await page.keyboard.type(developer.username)
  await tabTo(page, page.getByLabel('Password'))
  await page.keyboard.type(developer.password)
  await page.keyboard.press('Enter')

  await expect(page.getByRole('heading', heading)).toHaveText(/^Allow .+\?$/)
  const email = page.getByRole('checkbox', { name: /e-mail/ })
  await tabTo(page, email)
  await page.keyboard.press('Space')
  await expect(email).not.toBeChecked()
  await tabTo(page, page.getByRole('button', { name: 'Allow', exact: true }))
  await page.keyboard.press('Enter')

  await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
  await tabTo(page, page.getByRole('button', { name: 'Log out' }))
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', heading)).toHaveText('You are logged out')
})

test.describe('without script', () => {
  test.use({ javaScriptEnabled: false })

  test('a person signs in, refreshes and logs out', async ({ page }) => {
    await signInAtWebPage(page, { but: ['email'] })
    await expect(page.locator('#resource')).toContainText('200')
    await page.getByRole('button', { name: 'Refresh' }).click()
    await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
    await page.goto('./authserver/oauth2/logout')
    await page.getByRole('button', { name: 'Stay signed in' }).click()
    await expect(page.getByRole('heading', heading)).toHaveText('You are still signed in')
    await page.goto('./client/application/')
    await page.getByRole('button', { name: 'Log out' }).click()
    await expect(page.getByRole('heading', heading)).toHaveText('You are logged out')
  })

  test('a second factor is asked for', async ({ page, sandbox }) => {
    const { secret } = await sandbox.control.users.setTotp('developer')
    noteSecret(secret, 'TOTP secret')
    await page.goto('./client/application/login')
    await authenticate(page)
    await sendCode(page, await codeNow(sandbox, secret))
    await expect(page.getByRole('heading', heading)).toHaveText(/^Allow .+\?$/)
  })

  test('the single-page application says that it is a script', async ({ page }) => {
    await page.goto('./spa/')
    // Playwright's own selectors by text and role leave noscript out.
    await page.locator('noscript a').click()
    await expect(page.getByRole('heading', heading)).toHaveText('You are signed out')
  })
})

/** The authenticator's code at the time of the sandbox's clock (RFC 6238). */
async function codeNow({ control }: TestSandbox, secret: string): Promise<string> {
  const timestamp = Date.parse((await control.clock.get()).now)
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp })
}

async function sendCode(page: Page, code: string): Promise<void> {
  await page.getByLabel('Six-digit code').fill(code)
  await page.getByRole('button', { name: 'Go on' }).click()
}

/**
 * Presses Tab until the target has the focus. Fails when Tab can't reach it or the focus can't be
 * seen.
 */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor()
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press('Tab')
    const focused = await target.evaluate((element) => element === document.activeElement)
    if (!focused) continue
    const drawn = await target.evaluate((element) => getComputedStyle(element).outlineStyle)
    expect(drawn, 'outline of the focused element').not.toBe('none')
    return
  }
  throw new Error('Tab does not lead there')
}
