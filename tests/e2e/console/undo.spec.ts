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

test('a moved clock is set back exactly, a role apart too, unless somebody has moved it since', async ({
  page,
  sandbox,
}) => {
  const { clock } = sandbox.control
  await clock.set({ offset: 7, freeze: true })
  await clock.set({ forward: -90 }, 'client')
  const settings = async () => {
    const { now: _now, roles, ...lab } = await clock.get()
    return { lab, client: roles.client, resserver: roles.resserver }
  }
  const before = await settings()
  await signInAtConsole(page, './console/clock')
  const done = page.getByRole('region', { name: 'Done just now' })
  const undo = done.getByRole('button', { name: 'Undo' })
  for (const [button, words] of [
    ['1 h', 'The clock was moved forward by 1 h.'],
    ['Let it run', 'The clock runs on.'],
    ['Back to real time', 'The clock was brought back to real time.'],
  ] as const) {
    await page.getByRole('button', { name: button, exact: true }).click()
    await expect(done).toContainText(words)
    await undo.click()
    await expect(done).toBeHidden()
    expect(await settings(), button).toEqual(before)
  }
  const ofClient = page.getByRole('group', { name: 'Move the clock of client alone' })
  await ofClient.getByRole('button', { name: '+90 s' }).click()
  await expect(done).toContainText('The clock of the client was moved alone.')
  await undo.click()
  await expect(done).toBeHidden()
  expect(await settings()).toEqual(before)

  await page.getByRole('button', { name: '1 d', exact: true }).click()
  await expect(done).toContainText('moved forward by 1 d')
  await clock.set({ forward: 60 })
  await undo.click()
  await expect(done).toContainText('Not undone: somebody has moved it since.')
})
