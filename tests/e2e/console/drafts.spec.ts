import type { Page } from '@playwright/test'
import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:401|404) /))

const heading = (page: Page) => page.getByRole('heading', { level: 1 })

async function signInAgain(page: Page): Promise<void> {
  await expect(heading(page)).toHaveText('Sign in to the console')
  await page.getByLabel('User name').fill('superuser')
  await page.getByLabel('Password', { exact: true }).fill('SYS')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test('a session that ends by itself takes no draft with it', async ({ page, sandbox }) => {
  await signInAtConsole(page, './console/authserver/server')
  await page.getByLabel('Access token lifetime').fill('120')
  await page.context().clearCookies()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('The session of superuser has ended.')).toBeVisible()
  await expect(page.getByLabel('Access token lifetime')).toBeHidden()

  await signInAgain(page)
  await expect(page.getByLabel('Access token lifetime')).toHaveValue('120')
  expect(await sandbox.control.config.get()).toMatchObject({ accessTokenLifetime: 3600 })
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Unsaved: Access token lifetime')).toBeHidden()
  expect(await sandbox.control.config.get()).toMatchObject({ accessTokenLifetime: 120 })
})

test('a page whose session has ended asks the lab nothing more', async ({ page }) => {
  await signInAtConsole(page, './console/interventions')
  await page.clock.install()
  await page.context().clearCookies()
  await page.getByRole('link', { name: 'Policy' }).click()
  await expect(heading(page)).toHaveText('Sign in to the console')
  // What was on its way is over.
  await page.clock.runFor(10_000)
  await page.waitForLoadState('networkidle')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  await page.clock.runFor(60_000)
  expect(asked).toEqual([])
})

test('a sign-out takes the drafts of every tab with it', async ({ page }) => {
  await signInAtConsole(page, './console/authserver/server')
  const other = await page.context().newPage()
  await other.goto('./console/authserver/server')
  await other.getByLabel('Access token lifetime').fill('120')
  // The tab asks before it forgets what is not saved; this person lets it go.
  other.on('dialog', (dialog) => void dialog.accept())
  await page.getByRole('button', { name: 'Sign out' }).click()
  await signInAgain(other)
  await expect(other.getByLabel('Access token lifetime')).toHaveValue('3600')
})

test('what was deleted is not asked about when its form is left', async ({ page, sandbox }) => {
  const { client_id } = await sandbox.control.clients.create({
    client_name: 'short',
    grant_types: ['client_credentials'],
  })
  await signInAtConsole(page, `./console/authserver/clients/${client_id}`)
  await page.getByLabel('Client name').fill('shorter')
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await page.getByRole('button', { name: 'Delete it' }).click()
  await expect(heading(page)).toHaveText('Clients')
  await expect(page.getByRole('alertdialog')).toBeHidden()
})

test('a user who was deleted is not asked about when the panel closes', async ({
  page,
  sandbox,
}) => {
  await sandbox.control.users.create({ username: 'short', password: 'a password of some length' })
  await signInAtConsole(page, './console/authserver/users?open=short')
  await page.getByLabel('claims').fill('{ "name": "Short" }')
  await page.getByRole('button', { name: 'Delete this user' }).click()
  await page.getByRole('button', { name: 'Delete the user' }).click()
  await expect(page.getByRole('heading', { name: 'short', exact: true })).toBeHidden()
  await expect(page.getByRole('alertdialog')).toBeHidden()
})
