import { chooseOffered } from '../harness/choose-offered.ts'
import { allow, authenticate, signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:400|401|404) /))

test('a client is set up by hand: a server is discovered, a client registered, and the web page works with it', async ({
  page,
  sandbox,
}) => {
  await signInAtConsole(page, './console/client/configurations/new')
  await page.getByLabel('Name', { exact: false }).first().fill('workshop')
  await page.getByLabel('Client name').fill('workshop')
  const server = page.getByRole('combobox', { name: /^Server/ })
  await chooseOffered(page, server)
  await expect(server).not.toHaveValue('')
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('workshop')
  await page.getByRole('button', { name: 'Register it dynamically' }).click()
  const registration = page.getByRole('region', { name: 'Registration' })
  await expect(registration).toContainText('The server knows it as')
  const [registered] = await sandbox.control.clients.list({ client_name: 'workshop' })
  await expect(registration).toContainText(registered!.client_id)

  await page.goto('./console/client/applications')
  const works = page.getByRole('combobox', { name: 'Works with' }).first()
  await chooseOffered(page, works, 'workshop')
  await expect(page.getByText('Simple web page works with workshop now.')).toBeVisible()
  await page.goto('./client/application/login')
  await authenticate(page)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('workshop')
  await allow(page)
  await page.getByRole('heading', { name: 'Signed in as Dana Developer' }).waitFor()
})

test('an issuer that names another one is told with its clause, and can not be kept', async ({
  page,
  sandbox,
}) => {
  await signInAtConsole(page, './console/client/server-definitions/new')
  await page.getByLabel('Issuer').fill(`${sandbox.issuer}/`)
  await page.getByRole('button', { name: 'Discover' }).click()
  await expect(page.getByRole('alert').first()).toBeVisible()
  await expect(page.getByRole('button', { name: /^Keep it as/ })).toBeHidden()
})
