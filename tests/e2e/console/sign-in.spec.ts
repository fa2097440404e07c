import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test('one sign-in opens every portal, and each role has a cookie at its own path alone', async ({
  page,
  sandbox,
  watch,
}) => {
  watch.expectError(/status of 401 /)
  await signInAtConsole(page, './authserver/admin/')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Server')
  await page.getByRole('link', { name: 'Clients' }).click()
  await expect(page.getByRole('table')).toContainText('postman')
  const { pathname } = new URL(sandbox.base)
  const cookies = (await page.context().cookies()).filter(({ name }) => name.includes('lab-admin'))
  expect(cookies.map(({ path }) => path).sort()).toEqual(
    ['authserver/admin/api', 'client/admin/api', 'control/api', 'resserver/admin/api'].map(
      (path) => `${pathname}/${path}`,
    ),
  )
  for (const { httpOnly, sameSite, secure } of cookies) {
    expect({ httpOnly, sameSite, secure }).toEqual({
      httpOnly: true,
      sameSite: 'Strict',
      secure: true,
    })
  }
})

test('a wrong password is refused in words, and the console stays closed', async ({
  page,
  watch,
}) => {
  watch.expectError(/status of 401 /)
  await page.goto('./console/')
  await page.getByLabel('User name').fill('superuser')
  await page.getByLabel('Password').fill('not-it')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('The user name or the password is wrong.')
  await page.goto('./console/authserver/clients')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to the console')
})

test('a sign-out closes the console in every tab', async ({ page, watch }) => {
  watch.expectError(/status of 401 /)
  await signInAtConsole(page)
  const other = await page.context().newPage()
  await other.goto('./console/authserver/clients')
  await expect(other.getByRole('table')).toContainText('postman')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to the console')
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('Sign in to the console')
})

test('after a sign-out nothing of what was shown is kept for the next one', async ({
  page,
  watch,
}) => {
  watch.expectError(/status of 401 |ERR_FAILED/)
  await signInAtConsole(page, './console/authserver/clients')
  await expect(page.getByRole('table')).toContainText('postman')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.route('**/admin/api/clients?**', (route) => route.abort())
  await page.getByLabel('User name').fill('superuser')
  await page.getByLabel('Password').fill('SYS')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText("Clients can't be shown")
  await expect(page.getByText('postman')).toBeHidden()
})

test('who is signed in at the lab goes through the sandboxes by the switcher without a password', async ({
  page,
  lab,
  sandbox,
  watch,
}) => {
  watch.expectError(/status of 401 /)
  const other = await lab.control.sandboxes.create({ lifetime: 3600 })
  const { origin } = new URL(sandbox.base)
  await signInAtConsole(page, `${origin}/console/`)
  const go = async (from: string, to: string) => {
    await page.getByRole('button', { name: `Sandbox: ${from}` }).click()
    await page.getByRole('menuitem', { name: to }).click()
  }
  for (const [from, { id, base }] of [
    ['Lab', sandbox],
    [sandbox.id, other],
  ] as const) {
    await go(from, id)
    await expect(page).toHaveURL(`${base}/console/`)
    await page.getByRole('button', { name: 'Sign out' }).waitFor()
  }
  await page.getByRole('link', { name: 'Portals', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Portals')
  await go(other.id, 'Lab')
  await expect(page).toHaveURL(`${origin}/console/`)

  // So do the links of the home; a sign-out in a sandbox counts there until somebody goes there again.
  await page.getByRole('link', { name: sandbox.id, exact: true }).click()
  // A sign-out at the lab itself would sign out every other test.
  await expect(page).toHaveURL(`${sandbox.base}/console/`)
  await page.getByRole('button', { name: `Sandbox: ${sandbox.id}` }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in to the console')
  await lab.control.sandboxes.delete(other.id)
})

test('who signed in at a sandbox alone is led to no other one', async ({
  page,
  sandbox,
  watch,
}) => {
  watch.expectError(/status of 401 /)
  await signInAtConsole(page)
  const asked = page.waitForResponse((answer) => answer.url().endsWith('/control/api/sandboxes'))
  await page.getByRole('button', { name: `Sandbox: ${sandbox.id}` }).click()
  expect((await asked).status()).toBe(401)
  await expect(page.getByRole('menuitem')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Portals', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Portals')
})
