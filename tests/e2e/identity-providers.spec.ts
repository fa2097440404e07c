import { allow, authenticate, offerProviders } from './harness/people.ts'
import { expect, test } from './harness/test.ts'

const heading = { level: 1 } as const

test('a person signs in at another server by its button, and comes back to the application', async ({
  page,
  sandbox,
}) => {
  await offerProviders(sandbox)
  await page.goto('./client/application/login')
  await page.getByRole('button', { name: 'Work account' }).click()
  await test.step('authorization request to the identity provider', async () => {
    await expect(page.getByText('This server, as a client').first()).toBeVisible()
    await authenticate(page)
    await allow(page)
  })
  await test.step('authorization response to the application', async () => {
    await expect(page.getByRole('heading', heading)).toHaveText(/^Allow .+\?$/)
    await allow(page)
    await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
  })
  const users = (await sandbox.control.users.list()).map(({ username }) => username)
  expect(users).toContain('developer@work')
})

test('a person who cancels there signs in with the password instead', async ({
  page,
  sandbox,
  watch,
}) => {
  watch.expectError(/status of 403 .*callback/)
  await offerProviders(sandbox)
  await page.goto('./client/application/login')
  await page.getByRole('button', { name: 'Work account' }).click()
  await page.getByRole('button', { name: /cancel/i }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('Work account did not sign you in')
  await page.getByRole('link', { name: 'Sign in otherwise' }).click()
  await authenticate(page)
  await allow(page)
  await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
})

test('a person links an account on the account page, and unlinks it', async ({ page, sandbox }) => {
  await offerProviders(sandbox)
  await page.goto('./authserver/account')
  await authenticate(page)
  await page.getByRole('button', { name: 'Link Work account' }).click()
  await allow(page)
  const linked = page.locator('#elsewhere')
  await expect(linked).toContainText('Work account: you are developer there.')
  await expect(page.getByRole('button', { name: 'Link Club account' })).toBeVisible()
  await page.getByRole('button', { name: 'Unlink Work account' }).click()
  await expect(page.getByRole('button', { name: 'Link Work account' })).toBeVisible()
  await expect(linked).not.toContainText('you are')
})
