import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'
import type { TestSandbox } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:401|500) /))

async function makeClients({ control }: TestSandbox, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `worker-${index}`)
  for (const client_name of names) {
    await control.clients.create({ client_name, grant_types: ['client_credentials'] })
  }
  return names
}

async function workersOf({ control }: TestSandbox): Promise<(string | undefined)[]> {
  const names = (await control.clients.list()).map(({ client_name }) => client_name)
  return names.filter((name) => name?.startsWith('worker'))
}

test('several clients are deleted after one question that says how many', async ({
  page,
  sandbox,
}) => {
  await makeClients(sandbox, 3)
  await signInAtConsole(page, './console/authserver/clients')
  await page.getByRole('checkbox', { name: 'Choose worker-0' }).check()
  await page.getByRole('checkbox', { name: 'Choose worker-2' }).check()
  await expect(
    page.getByRole('checkbox', { name: 'Choose all clients on this page' }),
  ).toHaveJSProperty('indeterminate', true)
  const bar = page.getByRole('group', { name: 'Actions for the chosen clients' })
  await expect(bar).toContainText('2 chosen')
  await bar.getByRole('button', { name: 'Delete…' }).click()
  const question = page.getByRole('alertdialog', { name: 'Delete 2 clients?' })
  await expect(question.getByRole('button', { name: 'Keep them' })).toBeFocused()
  await page.keyboard.press('Escape')
  expect(await workersOf(sandbox)).toHaveLength(3)

  await bar.getByRole('button', { name: 'Delete…' }).click()
  await expect(question).toContainText('worker-2')
  await question.getByRole('button', { name: 'Delete 2 clients' }).click()
  await expect(page.getByRole('row', { name: /worker-0/ })).toBeHidden()
  await expect(bar).toBeHidden()
  expect(await workersOf(sandbox)).toEqual(['worker-1'])
})

test('what fails among several is told, stays chosen, and can be tried again', async ({
  page,
  sandbox,
}) => {
  await makeClients(sandbox, 3)
  await signInAtConsole(page, './console/authserver/clients?search=worker')
  await page.getByRole('checkbox', { name: 'Choose all clients on this page' }).check()
  let deleted = 0
  await page.route('**/admin/api/clients?**', (route) => {
    if (route.request().method() !== 'DELETE') return route.continue()
    deleted += 1
    return deleted === 2 ? route.fulfill({ status: 500 }) : route.continue()
  })
  await page.getByRole('button', { name: 'Delete…' }).click()
  await page.getByRole('button', { name: 'Delete 3 clients' }).click()
  await expect(page.getByRole('alert')).toContainText('These are as they were: 2 clients')
  expect(await workersOf(sandbox)).toHaveLength(2)
  await page.getByRole('button', { name: 'Delete 2 clients' }).click()
  await expect(page.getByText('Nothing fits this search')).toBeVisible()
  expect(await workersOf(sandbox)).toEqual([])
})

test('all rows of every page can be chosen, and another search begins with none', async ({
  page,
  sandbox,
}) => {
  test.slow()
  const names = await makeClients(sandbox, 51)
  await signInAtConsole(page, './console/authserver/clients?search=worker')
  await expect(page.getByText(`of ${names.length}`)).toBeVisible()
  await page.getByRole('checkbox', { name: 'Choose all clients on this page' }).check()
  const bar = page.getByRole('group', { name: 'Actions for the chosen clients' })
  await bar.getByRole('button', { name: 'Choose all 51' }).click()
  await expect(bar).toContainText('51 chosen')
  await page.getByRole('searchbox').fill('worker-5')
  await expect(bar).toBeHidden()
})

test('a token that has ended cannot be chosen', async ({ page, sandbox }) => {
  const { control } = sandbox
  const [client] = await control.clients.list({ client_name: 'cli' })
  const made = { client: client!.client_id, user: 'developer' }
  await control.tokens.create(made)
  const [first] = (await control.tokens.list()).items
  await control.tokens.revoke(first!.id)
  await control.tokens.create(made)
  await signInAtConsole(page, './console/authserver/tokens')
  await expect(page.getByRole('row', { name: /revoked/ })).toBeVisible()
  await expect(page.getByRole('row', { name: /revoked/ }).getByRole('checkbox')).toBeHidden()
  await page.getByRole('checkbox', { name: 'Choose all tokens on this page' }).check()
  await page.getByRole('button', { name: 'Revoke…' }).click()
  await page.getByRole('button', { name: 'Revoke 1 token', exact: true }).click()
  await expect(page.getByRole('row', { name: /revoked/ })).toHaveCount(2)
  expect((await control.tokens.list({ state: 'live' })).total).toBe(0)
})

test('new rows wait until they are asked for, while what changes does so in its place', async ({
  page,
  sandbox,
}) => {
  const { control } = sandbox
  const [client] = await control.clients.list({ client_name: 'cli' })
  const made = { client: client!.client_id, user: 'developer' }
  await control.tokens.create(made)
  await page.clock.install()
  await signInAtConsole(page, './console/authserver/tokens')
  const rows = page.locator('.rows tbody').getByRole('row')
  await expect(rows).toHaveCount(1)
  const [first] = (await control.tokens.list()).items
  await control.tokens.create(made)
  await control.tokens.revoke(first!.id)
  await page.clock.runFor(5000)
  const news = page.getByRole('button', { name: '1 new, show' })
  await expect(news).toBeVisible()
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText('revoked')
  await news.click()
  await expect(rows).toHaveCount(2)
  await expect(news).toBeHidden()
})
