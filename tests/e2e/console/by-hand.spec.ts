import { chooseOffered } from '../harness/choose-offered.ts'
import { allow, authenticate, signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:401|404|503) /))

test('a blank lab says what is missing, and each of it is made in the console', async ({
  page,
  lab,
}) => {
  const blank = await lab.control.sandboxes.create({ blank: true, lifetime: 3600 })
  const issuer = `${blank.base}/authserver/oauth2`
  await signInAtConsole(page, `${blank.base}/console/`)
  const missing = page.getByRole('link', { name: /^Make it/ })
  await expect(missing).toHaveCount(4)

  await page.goto(`${blank.base}/console/authserver/clients/new`)
  await page.getByRole('link', { name: 'Go to its server definition' }).click()
  await page.getByRole('button', { name: 'Create it from the defaults' }).click()
  await page.getByLabel(/^Code lifetime/).waitFor()

  const discover = async () => {
    await page.getByRole('link', { name: 'Discover a server first' }).click()
    await page.getByLabel('Issuer').fill(issuer)
    await page.getByRole('button', { name: 'Discover' }).click()
    await page.getByRole('button', { name: 'Keep it as a server definition' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Server definitions')
  }
  await page.goto(`${blank.base}/console/client/applications`)
  await page.getByRole('link', { name: 'Create one' }).click()
  await discover()
  await page.goto(`${blank.base}/console/client/configurations/new`)
  await page.getByLabel(/^Name/).fill('By hand')
  await page.getByLabel(/^Client name/).fill('by-hand')
  await chooseOffered(page, page.getByRole('combobox', { name: /^Server/ }))
  await page.getByRole('checkbox', { name: /authorization_code/ }).check()
  await page.getByRole('button', { name: 'Create', exact: true }).click()
  await page.getByRole('button', { name: 'Register it dynamically' }).click()
  await expect(page.getByText('The server knows it as')).toBeVisible()
  await page.goto(`${blank.base}/console/client/applications`)
  const works = page.getByRole('combobox', { name: 'Works with' }).first()
  await chooseOffered(page, works, 'By hand')
  await expect(page.getByText('Simple web page works with By hand now.')).toBeVisible()

  await page.goto(`${blank.base}/console/resserver/configuration`)
  await discover()
  // Not by its address: the page that knew no server finds the new one.
  await page.getByRole('link', { name: 'Resource server', exact: true }).click()
  await page.getByRole('button', { name: 'Create it from the defaults' }).click()
  await expect(page.getByRole('heading', { name: 'User mapping' })).toBeVisible()

  await page.goto(`${blank.base}/console/`)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The lab is running')
  await expect(missing).toHaveCount(0)
  await page.goto(`${blank.base}/client/application/`)
  await page.getByRole('link', { name: 'Sign in', exact: true }).click()
  await authenticate(page)
  await allow(page)
  await expect(page.getByRole('heading', { name: 'Signed in as Dana Developer' })).toBeVisible()
  await lab.control.sandboxes.delete(blank.id)
})

test('a registration is ended after a question', async ({ page }) => {
  await signInAtConsole(page, './console/client/configurations')
  await page.locator('.rows a').first().click()
  await page.getByRole('button', { name: 'Register it dynamically' }).click()
  await page.getByRole('button', { name: 'End the registration' }).click()
  await expect(page.getByRole('button', { name: 'Keep it' })).toBeFocused()
  await page.getByRole('button', { name: 'End it' }).click()
  await expect(page.getByText('The server does not know this client yet.')).toBeVisible()
})
