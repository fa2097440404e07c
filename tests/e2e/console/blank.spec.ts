import { expectNoViolations } from '../harness/accessibility.ts'
import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:400|401|404|503) /))

test('the server definition is deleted, and created again from the defaults', async ({
  page,
  sandbox,
  lab,
}) => {
  const metadata = `${sandbox.issuer}/.well-known/openid-configuration`
  await signInAtConsole(page, './console/authserver/server')
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByRole('button', { name: 'Delete it' }).click()
  await expect(page.getByText('has no server definition yet')).toBeVisible()
  expect((await lab.trustedFetch(metadata)).status).toBe(503)
  await page.getByRole('button', { name: 'Create it from the defaults' }).click()
  await expect(page.getByLabel(/^Code lifetime/)).toHaveValue('60')
  expect((await lab.trustedFetch(metadata)).status).toBe(200)
})

test('an import is tried before it is made, and a wrong file is told with its places', async ({
  page,
  sandbox,
}) => {
  await signInAtConsole(page, './console/authserver/transfer')
  const give = (text: string) => ({
    name: 'authserver.yaml',
    mimeType: 'application/yaml',
    buffer: Buffer.from(text),
  })
  const file = page.getByLabel('A file of an export')
  await file.setInputFiles(give('codeLifetime: 0\n'))
  await page.getByRole('button', { name: 'Look what it would change' }).click()
  await expect(page.getByRole('alert')).toContainText('codeLifetime')

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export as YAML' }).click()
  expect((await download).suggestedFilename()).toBe('lab.yaml')

  await file.setInputFiles(give('codeLifetime: 30\n'))
  await page.getByRole('button', { name: 'Look what it would change' }).click()
  await expect(page.getByRole('status', { name: 'Changes' })).toContainText('codeLifetime')
  expect((await sandbox.control.config.get()).codeLifetime).toBe(60)
  await page.getByRole('button', { name: 'Import it' }).click()
  await expect(page.getByText('It was imported')).toBeVisible()
  expect((await sandbox.control.config.get()).codeLifetime).toBe(30)
})

test('the Keys page of a blank lab says how keys come, and leads there', async ({ page, lab }) => {
  const blank = await lab.control.sandboxes.create({ blank: true, lifetime: 3600 })
  await signInAtConsole(page, `${blank.base}/console/authserver/keys`)
  await expect(page.getByRole('heading', { name: 'There are no keys yet' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Rotate the keys' })).toBeHidden()
  await expectNoViolations(page)
  await page.getByRole('link', { name: 'Create the server definition first' }).click()
  await page.getByRole('button', { name: 'Create it from the defaults' }).click()
  await page.getByRole('link', { name: 'Keys' }).first().click()
  await expect(page.getByRole('row', { name: /current/ }).first()).toBeVisible()
  await lab.control.sandboxes.delete(blank.id)
})
