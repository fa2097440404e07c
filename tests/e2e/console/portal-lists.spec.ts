import { signInAtConsole, signInAtWebPage } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:400|401) /))

test('a token that is revoked in the portal is refused from then on', async ({ page, sandbox }) => {
  await signInAtWebPage(page)
  await signInAtConsole(page, './console/authserver/tokens')
  await page.locator('.rows a').first().click()
  await expect(page.getByRole('region', { name: 'Access token' })).toContainText('my/scope')
  const uses = page.getByRole('region', { name: 'Access token' }).locator('.ladder')
  await expect(uses).toContainText('Token request')
  await expect(uses).toContainText('Resource server answered 200')
  await expect(uses.getByRole('link', { name: 'Resource request' }).first()).toHaveAttribute(
    'href',
    /flow\?message=/,
  )
  await page.getByRole('button', { name: 'This token' }).click()
  await expect(page.getByRole('button', { name: 'Keep it' })).toBeFocused()
  await page.getByRole('button', { name: 'Revoke it' }).click()
  await expect(page.getByText('It was revoked.')).toBeVisible()
  expect((await sandbox.control.tokens.list({ state: 'live' })).total).toBe(0)
})

test('a user is created, gets a role, and is deleted after a question', async ({
  page,
  sandbox,
}) => {
  await signInAtConsole(page, './console/authserver/users?open=new+user')
  const panel = page.getByRole('region', { name: 'Create a user' })
  await panel.getByLabel('User name').fill('CORP\\alice')
  await panel.getByLabel('Password').fill('secret')
  await panel.getByRole('button', { name: 'Create' }).click()
  const alice = page.getByRole('region', { name: 'CORP\\alice' })
  await alice.getByRole('button', { name: 'Add' }).click()
  await alice.getByLabel('Role 1').fill('auditor')
  await alice.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('row', { name: /alice/ })).toContainText('auditor')
  const named = async () =>
    (await sandbox.control.users.list()).filter(({ username }) => username.endsWith('alice'))
  expect((await named()).map(({ roles }) => roles)).toEqual([['auditor']])
  await alice.getByRole('button', { name: 'Delete this user' }).click()
  await page.getByRole('button', { name: 'Delete the user' }).click()
  await expect(page.getByRole('row', { name: /alice/ })).toBeHidden()
  expect(await named()).toEqual([])
})

test('what is unsaved of a user is asked about before another row is opened', async ({ page }) => {
  await signInAtConsole(page, './console/authserver/users?open=developer')
  const panel = page.getByRole('region', { name: 'developer' })
  await panel.getByRole('button', { name: 'Add' }).click()
  await panel.getByLabel('Role 1').fill('auditor')
  await panel.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Stay here' }).click()
  await expect(panel.getByLabel('Role 1')).toHaveValue('auditor')
  await page.getByRole('link', { name: 'superuser' }).click()
  await page.getByRole('button', { name: 'Leave', exact: true }).click()
  await expect(page.getByRole('region', { name: 'superuser' })).toBeVisible()
})

test('a second factor gets another secret after a question', async ({ page, sandbox }) => {
  await signInAtConsole(page, './console/authserver/users?open=developer')
  const panel = page.getByRole('region', { name: 'developer' })
  await panel.getByRole('button', { name: 'Turn on' }).click()
  const secret = panel.locator('.steps code')
  const first = await secret.textContent()
  await panel.getByRole('button', { name: 'Make a new secret' }).click()
  await expect(page.getByRole('button', { name: 'Keep the old one' })).toBeFocused()
  await page.getByRole('button', { name: 'Make a new one' }).click()
  await expect(secret).not.toHaveText(first!)
  const [user] = (await sandbox.control.users.list()).filter((one) => one.username === 'developer')
  expect(user!.totp).toBe(true)
})

test('a user without a password is told at the field, and nobody is made', async ({
  page,
  sandbox,
}) => {
  await signInAtConsole(page, './console/authserver/users?open=new+user')
  const panel = page.getByRole('region', { name: 'Create a user' })
  await panel.getByLabel('User name').fill('bob')
  await panel.getByRole('button', { name: 'Create' }).click()
  await expect(panel.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true')
  expect((await sandbox.control.users.list()).map(({ username }) => username)).not.toContain('bob')
})

test('after a rotation each family’s next key is the current one', async ({ page, sandbox }) => {
  await signInAtConsole(page, './console/authserver/keys')
  const next = page.getByRole('row', { name: /next/ }).first().locator('code').first()
  const kid = await next.textContent()
  await page.getByRole('button', { name: 'Rotate the keys' }).click()
  await page.getByRole('button', { name: 'Rotate them' }).click()
  await expect(page.getByRole('row', { name: new RegExp(kid!) })).toContainText('current')
  const { keys } = await sandbox.control.keys.list()
  expect(keys.map((key) => key.kid)).toContain(kid)
})

test('one family is rotated alone, after what will happen to its keys was said', async ({
  page,
  sandbox,
}) => {
  const before = (await sandbox.control.keys.list()).keys
  await signInAtConsole(page, './console/authserver/keys')
  await page.getByRole('button', { name: 'Rotate P-256' }).click()
  const question = page.getByRole('alertdialog')
  const [, next] = before.filter((key) => key['crv'] === 'P-256')
  await expect(question.getByRole('listitem').first()).toContainText(next!.kid)
  await question.getByRole('button', { name: 'Rotate P-256' }).click()
  await expect(page.getByRole('row', { name: new RegExp(next!.kid) })).toContainText('current')
  const { keys } = await sandbox.control.keys.list()
  const others = (all: typeof keys) => all.filter((key) => key['crv'] !== 'P-256')
  expect(others(keys)).toEqual(others(before))
})

test('Escape closes a panel, and focus returns to its row', async ({ page }) => {
  await signInAtConsole(page, './console/authserver/users')
  await page.getByRole('link', { name: 'developer' }).press('Enter')
  await expect(page.getByRole('heading', { name: 'developer' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('heading', { name: 'developer' })).toBeHidden()
})
