import { allow, authenticate, signInAtSpa, signInAtWebPage } from './harness/people.ts'
import { expect, test } from './harness/test.ts'
import { tokensOfTab } from './harness/tokens-of-tab.ts'

const heading = { level: 1 } as const
const signedIn = 'Signed in as Dana Developer'

test('two tabs of the web page refresh at the same time: one refresh request is made', async ({
  page,
  context,
  sandbox,
}) => {
  await signInAtWebPage(page)
  const other = await context.newPage()
  await other.goto('./client/application/')
  const before = await page.locator('#access-token .raw pre').textContent()

  const tabs = [page, other]
  await Promise.all(tabs.map((tab) => tab.getByRole('button', { name: 'Refresh' }).click()))
  const tokens = []
  for (const tab of tabs) {
    await expect(tab.locator('#access-token .raw pre')).not.toHaveText(before!)
    await expect(tab.getByRole('heading', heading)).toHaveText(signedIn)
    await expect(tab.locator('#resource')).toContainText('200')
    tokens.push(await tab.locator('#access-token .raw pre').textContent())
  }
  expect(tokens[0]).toBe(tokens[1])
  const exchanges = await sandbox.control.checks({ role: 'authserver' })
  expect(exchanges.filter(({ path }) => path.endsWith('/oauth2/token'))).toHaveLength(2)
})

test('two tabs sign in to the web page side by side', async ({ page, context }) => {
  const other = await context.newPage()
  await page.goto('./client/application/login')
  await other.goto('./client/application/login')
  await authenticate(page)
  await authenticate(other)
  await allow(page)
  await expect(page.getByRole('heading', heading)).toHaveText(signedIn)
  await allow(other)
  await expect(other.getByRole('heading', heading)).toHaveText(signedIn)
  await page.getByRole('button', { name: 'Call again' }).click()
  await expect(page.locator('#resource')).toContainText('200')
})

test('a tab that is left signed in sees that another one logged out', async ({ page, context }) => {
  await signInAtWebPage(page)
  const other = await context.newPage()
  await other.goto('./client/application/')
  await other.getByRole('button', { name: 'Log out' }).click()
  await expect(other.getByRole('heading', heading)).toHaveText('You are logged out')
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('You are signed out')
})

test('two tabs of the single-page application hold tokens of their own', async ({
  page,
  context,
}) => {
  await signInAtSpa(page)
  const other = await context.newPage()
  await other.goto('./spa/')
  await other.getByRole('button', { name: 'Sign in', exact: true }).click()
  // Signed in and allowed before: nothing is asked.
  await expect(other.getByRole('heading', heading)).toHaveText(signedIn)
  await tokensOfTab(other)
  for (const tab of [page, other]) {
    await tab.getByRole('button', { name: 'Refresh' }).click()
    await expect(tab.locator('.said')).toContainText('Refreshed.')
    await expect(tab.locator('#resource')).toContainText('200')
  }
})
