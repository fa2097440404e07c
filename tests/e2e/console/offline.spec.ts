import { expectNoViolations } from '../harness/accessibility.ts'
import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:401|502) |ERR_FAILED/))

test('a lab that does not answer is told with what is shown still, and it comes back by itself', async ({
  page,
}) => {
  await signInAtConsole(page, './console/authserver/users')
  await expect(page.getByRole('table')).toContainText('developer')
  await page.route('**/api/**', (route) => route.abort())
  await page.getByRole('button', { name: 'User', exact: true }).click()
  await expect(page.getByText('No answer from the lab since')).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Lab' })).toBeVisible()
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme: 'light' })
    await expectNoViolations(page)
    await page.emulateMedia({ colorScheme: 'dark' })
    await expectNoViolations(page, ['color-contrast'])
  }
  await page.unroute('**/api/**')
  await expect(page.getByText('No answer from the lab since')).toBeHidden()
  await expect(page.getByRole('table')).toContainText('developer')
})

test('what was typed while the lab is silent stays, and is saved when it is back', async ({
  page,
  sandbox,
}) => {
  await signInAtConsole(page, './console/authserver/server')
  await page.getByLabel(/^Code lifetime/).fill('45')
  await page.route('**/api/**', (route) => route.abort())
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText('The lab does not answer')
  await page.unroute('**/api/**')
  await page.getByRole('button', { name: 'Ask now' }).click()
  await expect(page.getByText('No answer from the lab since')).toBeHidden()
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(page.getByText('Unsaved: Code lifetime')).toBeHidden()
  expect((await sandbox.control.config.get()).codeLifetime).toBe(45)
})

for (const { role, address, told, shown } of [
  {
    role: 'authserver',
    address: './console/authserver/users',
    told: "Users can't be shown",
    shown: 'superuser',
  },
  {
    role: 'client',
    address: './console/client/server-definitions',
    told: "Server definitions can't be shown",
    shown: 'built in',
  },
  {
    role: 'resserver',
    address: './console/resserver/configuration',
    told: 'The configuration did not come',
    shown: 'How a token is judged',
  },
]) {
  test(`the portal of the ${role} says that it is down, and comes back by itself`, async ({
    page,
  }) => {
    await signInAtConsole(page)
    const api = `**/${role}/admin/api/**`
    await page.route(api, (route) => route.fulfill({ status: 502, body: '' }))
    await page.goto(address)
    await expect(page.getByRole('alert')).toContainText(told)
    await expect(page.getByRole('navigation', { name: 'Sections of this portal' })).toBeVisible()
    await expectNoViolations(page)
    await page.unroute(api)
    await expect(page.getByText(shown).first()).toBeVisible()
    await expect(page.getByRole('alert')).toBeHidden()
  })
}
