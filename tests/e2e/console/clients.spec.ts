import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:400|401) /))

test('a client that is registered here gets its id and secret, shown once', async ({
  page,
  sandbox,
}) => {
  await signInAtConsole(page, './console/authserver/clients/new')
  await page.getByLabel('Client name').fill('warehouse')
  await page.getByRole('checkbox', { name: /client_credentials/ }).check()
  await page.getByLabel(/my\/scope/).check()
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('warehouse')
  const [client] = await sandbox.control.clients.list({ client_name: 'warehouse' })
  await expect(page.getByText(client!.client_secret!)).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download a Postman environment' }).click()
  expect((await download).suggestedFilename()).toBe(`${client!.client_id}.postman_environment.json`)
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('warehouse')
  await expect(page.getByRole('complementary')).toContainText('act on its own behalf')
  await expect(page.getByText(client!.client_secret!)).toBeHidden()
  await page.goto('./console/authserver/clients')
  await page.getByRole('link', { name: 'warehouse' }).click()
  await expect(page.getByRole('complementary')).toContainText('act on its own behalf')
  await expect(page.getByText(client!.client_secret!)).toBeHidden()
})

test('a redirect URI with a fragment is refused at its line', async ({ page, sandbox }) => {
  await signInAtConsole(page, './console/authserver/clients/new')
  await page.getByLabel('Client name').fill('broken')
  const uris = page.getByRole('region', { name: 'Redirect URIs' })
  await uris.getByRole('button', { name: 'Add' }).first().click()
  await uris.getByLabel('Redirect URI 1').fill('https://app.example/callback#top')
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(uris.getByLabel('Redirect URI 1')).toHaveAttribute('aria-invalid', 'true')
  expect(await sandbox.control.clients.list({ client_name: 'broken' })).toEqual([])
})

test('a new secret ends the old one, and a deleted client is gone', async ({ page, sandbox }) => {
  const made = await sandbox.control.clients.create({
    client_name: 'short',
    grant_types: ['client_credentials'],
  })
  await signInAtConsole(page, `./console/authserver/clients/${made.client_id}`)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Make a new secret…' }).click()
  await expect(page.getByRole('button', { name: 'Keep the old one' })).toBeFocused()
  await page.getByRole('button', { name: 'Make a new one' }).click()
  await expect(page.getByText('Its secret, shown this once')).toBeVisible()
  const [renewed] = await sandbox.control.clients.list({ client_id: made.client_id })
  expect(renewed!.client_secret).not.toBe(made.client_secret)

  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await expect(page.getByRole('button', { name: 'Keep it' })).toBeFocused()
  await page.getByRole('button', { name: 'Delete it' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Clients')
  expect(await sandbox.control.clients.list({ client_name: 'short' })).toEqual([])
})

test('a search narrows the list, stays in the address, and can be cleared', async ({ page }) => {
  await signInAtConsole(page, './console/authserver/clients')
  await page.getByRole('searchbox').fill('postm')
  await expect(page.getByRole('row')).toHaveCount(2)
  await expect(page).toHaveURL(/search=postm/)
  await page.getByRole('searchbox').fill('warehuose')
  await expect(page.getByText('Nothing fits')).toBeVisible()
  await page.getByRole('button', { name: 'Clear them' }).click()
  await expect(page.getByRole('link', { name: 'postman' })).toBeVisible()
})
