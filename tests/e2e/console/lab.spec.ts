import { signInAtConsole, signInAtWebPage } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:400|401|404) /))

test('the home says what is not as usual, and sets it right', async ({ page, sandbox }) => {
  const { control } = sandbox
  await control.policy.waive('pkce.verifier-matches')
  await control.clock.set({ forward: 90 }, 'resserver')
  await signInAtConsole(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    'The lab is up; two things are not as usual',
  )
  await expect(page.getByRole('link', { name: /Authorization server/ })).toContainText('1 waived')
  await page.getByRole('button', { name: 'Set all right' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('The lab is running')
  const { authserver } = await control.policy.get()
  expect(authserver!.waived).toEqual([])
})

test('the home shows the last flows, each a link to its messages', async ({ page }) => {
  await signInAtWebPage(page)
  await signInAtConsole(page)
  await page
    .getByRole('link', { name: /^Authorization code/ })
    .first()
    .click()
  await expect(page.getByRole('region', { name: 'Messages, in order' })).toContainText(
    'Token request',
  )
})

test('a request is tried, its answer shown, and found in the flow', async ({ page }) => {
  await signInAtConsole(page, './console/try')
  await page.getByLabel('Request', { exact: true }).selectOption('any request')
  await page.getByLabel('Begin with').selectOption('Token request, client credentials')
  await page.getByLabel('Headers, one a line').fill('content-type application/json')
  await page.getByRole('button', { name: 'Send it' }).click()
  await expect(page.getByText('Line 1 is no header')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Answer' })).toBeHidden()

  const wrong = `authorization: Basic ${btoa('stranger:secret')}`
  const form = 'content-type: application/x-www-form-urlencoded'
  await page.getByLabel('Headers, one a line').fill(`${form}\n${wrong}`)
  await page.getByRole('button', { name: 'Send it' }).click()
  const answer = page.getByRole('region', { name: 'Answer' })
  await expect(answer).toContainText('Answer: 401')
  await expect(answer).toContainText('"error": "invalid_client"')
  await answer.getByRole('link', { name: 'See it in the flow' }).click()
  await expect(page.getByRole('heading', { name: /Token request/ })).toBeVisible()
})

test('a check is waived and restored, and one that no policy may waive says so', async ({
  page,
  sandbox,
}) => {
  await signInAtConsole(page, './console/policy?search=pkce')
  const waived = async () => (await sandbox.control.policy.get()).authserver!.waived
  await page.getByRole('button', { name: 'Waive pkce.verifier-matches' }).click()
  await expect(page.getByRole('region', { name: 'Waived checks' })).toContainText(
    'pkce.verifier-matches',
  )
  expect(await waived()).toEqual(['pkce.verifier-matches'])
  await page.getByRole('region', { name: 'Waived checks' }).getByRole('button').click()
  await expect(page.getByRole('region', { name: 'Waived checks' })).toBeHidden()
  expect(await waived()).toEqual([])
})

test('the clock is frozen, moved, and brought back to real time', async ({ page, sandbox }) => {
  await signInAtConsole(page, './console/clock')
  await page.getByRole('button', { name: 'Freeze it' }).click()
  await expect(page.getByText('It is frozen')).toBeVisible()
  await expect(page.locator('.plate .set')).toHaveText('frozen')
  const before = Date.parse((await sandbox.control.clock.get()).now)
  await page.getByRole('button', { name: '1 h', exact: true }).click()
  await expect
    .poll(async () => Date.parse((await sandbox.control.clock.get()).now) - before)
    .toBe(3_600_000)
  await page.getByRole('button', { name: 'Back to real time' }).click()
  await expect(page.getByText('It runs with real time.')).toBeVisible()
})

test('an intervention is set, listed and ended; a wrong one is told at its field', async ({
  page,
  sandbox,
}) => {
  await signInAtConsole(page, './console/interventions')
  const form = page.getByRole('form', { name: 'Set an intervention' })
  await form.getByLabel(/^Message/).fill('token requst')
  await form.getByRole('button', { name: 'Set it' }).click()
  await expect(form).toContainText('did you mean')
  expect(await sandbox.control.interventions.list()).toEqual([])
  await form.getByLabel(/^Message/).fill('token request')
  await form.getByRole('button', { name: 'Set it' }).click()
  await expect(page.getByText('Holds it until it is released')).toBeVisible()
  await page.getByRole('button', { name: 'End', exact: true }).click()
  await expect(page.getByText('None: each message goes as it was sent.')).toBeVisible()
  expect(await sandbox.control.interventions.list()).toEqual([])
})

test('a file that is no snapshot is refused, and the sandbox stays as it is', async ({
  page,
  sandbox,
}) => {
  await signInAtConsole(page, './console/snapshots')
  const wrong = { name: 'wrong.json', mimeType: 'application/json', buffer: Buffer.from('{}') }
  await page.getByLabel('A snapshot of this lab').setInputFiles(wrong)
  await page.getByRole('button', { name: 'Put it back' }).click()
  await expect(page.getByRole('alert')).toContainText('Nothing was put back')
  expect((await sandbox.control.clients.list({ client_name: 'spa' })).length).toBe(1)
})

test('the root certificate is given to whoever trusts the lab', async ({ page, lab }) => {
  await signInAtConsole(page, './console/certificates')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download root.crt' }).click()
  const stream = await (await download).createReadStream()
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  expect(lab.ca).toContain(Buffer.concat(chunks).toString('utf8').trim())
})
