import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:400|401|404) /))

test('a mapping is tried on a pasted token, and nothing is stored', async ({ page, sandbox }) => {
  const [cli] = await sandbox.control.clients.list({ client_name: 'cli' })
  const { token } = await sandbox.control.tokens.create({
    client: cli!.client_id,
    user: 'developer',
    scope: 'openid my/scope',
  })
  await signInAtConsole(page, './console/resserver/mapping')
  await page.getByLabel('Access token').fill(token)
  await page.getByRole('button', { name: 'Try it' }).click()
  await expect(page.getByRole('heading', { name: /^It would be / })).toBeVisible()
  await page.goto('./console/resserver/local-users')
  await expect(page.getByText('No local users')).toBeVisible()
})

test('a token that is none is told to be nobody, with the check that failed', async ({ page }) => {
  await signInAtConsole(page, './console/resserver/mapping')
  await page.getByLabel('Access token').fill('a.b.c')
  await page.getByRole('button', { name: 'Try it' }).click()
  await expect(page.getByText('It would be nobody')).toBeVisible()
})

test('a change of the configuration holds for the next request', async ({ page }) => {
  await signInAtConsole(page, './resserver/admin/')
  await page.locator('[id="f-name"]').fill('Warehouse API')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('group', { name: 'Save or discard' })).toBeHidden()
  await page.reload()
  await expect(page.locator('[id="f-name"]')).toHaveValue('Warehouse API')
})
