import type { Page } from '@playwright/test'
import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:400|401|412) /))

const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click()

test('a change of the server definition is saved, and the server keeps to it', async ({
  page,
  sandbox,
}) => {
  await signInAtConsole(page, './console/authserver/server')
  await expect(page.getByRole('button', { name: 'Save', exact: true })).toBeHidden()
  await page.getByLabel('Access token lifetime').fill('120')
  await expect(page.getByText('Unsaved: Access token lifetime')).toBeVisible()
  await save(page)
  await expect(page.getByText('Unsaved: Access token lifetime')).toBeHidden()
  expect(await sandbox.control.config.get()).toMatchObject({ accessTokenLifetime: 120 })
})

test('each wrong value is told at its field, and nothing is saved', async ({ page, sandbox }) => {
  await signInAtConsole(page, './console/authserver/server')
  const origins = page.getByRole('region', { name: 'Other origins' })
  await origins.getByRole('button', { name: 'Add' }).click()
  await origins.getByLabel('CORS origin 1').fill('https://app.example/path')
  await page.getByRole('button', { name: 'Remove openid' }).click()
  await save(page)
  const summary = page.getByRole('alert')
  await expect(summary).toBeFocused()
  await expect(summary).toContainText('problem')
  await summary.getByRole('link', { name: 'CORS origins 1' }).click()
  await expect(origins.getByLabel('CORS origin 1')).toBeFocused()
  await expect(origins).toContainText('Must be an origin')
  expect(await sandbox.control.config.get()).toMatchObject({ corsOrigins: [] })
})

test('a number that its schema does not allow is told on leaving the field', async ({ page }) => {
  await signInAtConsole(page, './console/authserver/server')
  const code = page.getByLabel(/^Code lifetime/)
  await code.fill('601')
  await code.blur()
  await expect(page.getByText('Say 1 to 600.')).toBeVisible()
  await code.fill('60')
  await expect(page.getByText('Say 1 to 600.')).toBeHidden()
})

test('two people who edit at once do not overwrite each other', async ({ page, sandbox }) => {
  await signInAtConsole(page, './console/authserver/server')
  await page.getByLabel('Access token lifetime').fill('1800')
  await sandbox.control.config.patch({ accessTokenLifetime: 600, codeLifetime: 30 })
  await save(page)
  await expect(page.getByText('Somebody else saved this meanwhile')).toBeVisible()
  await expect(page.getByLabel(/^Code lifetime/)).toHaveValue('30')
  await expect(page.getByLabel('Access token lifetime')).toHaveValue('1800')
  await page.getByRole('button', { name: 'Take their 600' }).click()
  await expect(page.getByLabel('Access token lifetime')).toHaveValue('600')
  expect(await sandbox.control.config.get()).toMatchObject({
    accessTokenLifetime: 600,
    codeLifetime: 30,
  })
})

test('unsaved changes are asked about before they are left, and each can be undone', async ({
  page,
}) => {
  await signInAtConsole(page, './console/authserver/server')
  await page.getByLabel('Access token lifetime').fill('1800')
  await page.getByRole('link', { name: 'Clients' }).click()
  await expect(page.getByRole('alertdialog')).toContainText('Leave without saving?')
  await expect(page.getByRole('button', { name: 'Stay here' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByLabel('Access token lifetime')).toHaveValue('1800')
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('link', { name: 'Clients' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Clients')
})

test('a setting that the server gains appears by itself', async ({ page, lab }) => {
  await page.route('**/authserver/admin/api/openapi.json', async (route) => {
    const response = await lab.trustedFetch(route.request().url())
    const description = (await response.json()) as Description
    const path = description.paths['/authserver/admin/api/configuration']!
    path.put.requestBody.content['application/json'].schema.properties['gainedToday'] = {
      type: 'boolean',
      description: 'whether it was gained (RFC 6749 §10)',
      default: false,
    }
    await route.fulfill({ json: description })
  })
  await signInAtConsole(page, './console/authserver/server')
  const more = page.getByRole('region', { name: 'More settings' })
  await expect(more.getByRole('checkbox', { name: /Gained today/ })).not.toBeChecked()
  await expect(more.getByRole('link', { name: 'RFC 6749 §10' })).toBeVisible()
})

interface Description {
  paths: Record<
    string,
    {
      put: {
        requestBody: {
          content: { 'application/json': { schema: { properties: Record<string, object> } } }
        }
      }
    }
  >
}

test('the form shows the same change as curl and as a command', async ({ page }) => {
  await signInAtConsole(page, './console/authserver/server')
  await page.getByLabel(/^Code lifetime/).fill('30')
  await page.getByText('The same without this form').click()
  await expect(page.getByText(/^curl --cacert/)).toContainText('"codeLifetime": 30')
  await expect(page.getByText(/^\.\/lab api PATCH/)).toContainText('{"codeLifetime":30}')
})
