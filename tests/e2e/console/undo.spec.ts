import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:401|412) /))

test('what was saved is undone by the earlier document, unless somebody else has saved since', async ({
  page,
  sandbox,
}) => {
  await signInAtConsole(page, './console/authserver/server')
  const lifetime = page.getByLabel('Access token lifetime')
  const done = page.getByRole('region', { name: 'Done just now' })
  await lifetime.fill('120')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(done).toContainText('Saved: Access token lifetime.')
  await done.getByRole('button', { name: 'Undo' }).click()
  await expect(lifetime).toHaveValue('3600')
  await expect(done).toBeHidden()
  expect(await sandbox.control.config.get()).toMatchObject({ accessTokenLifetime: 3600 })

  await lifetime.fill('240')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(done).toBeVisible()
  await sandbox.control.config.patch({ codeLifetime: 30 })
  await done.getByRole('button', { name: 'Undo' }).click()
  await expect(done).toContainText('Not undone')
  expect(await sandbox.control.config.get()).toMatchObject({
    accessTokenLifetime: 240,
    codeLifetime: 30,
  })
})

test('an intervention that was ended is set again, and its way back is said for 10 s', async ({
  page,
  sandbox,
}) => {
  await sandbox.control.interventions.create({
    match: { message: 'token request' },
    do: { delay: 1 },
  })
  await page.clock.install()
  await signInAtConsole(page, './console/interventions')
  const done = page.getByRole('region', { name: 'Done just now' })
  await page.getByRole('button', { name: 'End', exact: true }).click()
  await expect(done).toContainText('The intervention has ended.')
  expect(await sandbox.control.interventions.list()).toEqual([])
  await done.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Delays it by 1 ms')).toBeVisible()
  expect(await sandbox.control.interventions.list()).toMatchObject([
    { match: { message: 'token request' }, do: { delay: 1 } },
  ])

  await page.getByRole('button', { name: 'End', exact: true }).click()
  await expect(done).toBeVisible()
  await page.mouse.move(0, 0)
  await page.clock.runFor(11_000)
  await expect(done).toBeHidden()
  expect(await sandbox.control.interventions.list()).toEqual([])
})

test('a waived check is undone from what is said', async ({ page, sandbox }) => {
  await signInAtConsole(page, './console/policy?search=pkce.verifier-matches')
  await page.getByRole('button', { name: 'Waive pkce.verifier-matches' }).click()
  const done = page.getByRole('region', { name: 'Done just now' })
  await expect(done).toContainText('pkce.verifier-matches is waived.')
  await done.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('button', { name: 'Waive pkce.verifier-matches' })).toBeVisible()
  expect((await sandbox.control.policy.get()).authserver?.waived).toEqual([])
})
