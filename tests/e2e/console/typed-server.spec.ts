import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:400|401|404) /))

for (const role of ['client', 'resserver'] as const) {
  test(`a server that publishes no metadata is typed in at the portal of ${role}, and changed`, async ({
    page,
    sandbox,
  }) => {
    const { issuer } = sandbox
    await signInAtConsole(page, `./console/${role}/server-definitions`)
    await page.getByRole('link', { name: 'Type a server in' }).click()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Type a server in')
    await page.getByRole('textbox', { name: /^Name/ }).fill('Typed by hand')
    await page.getByRole('textbox', { name: /^Issuer/ }).fill(issuer)
    await page.getByRole('textbox', { name: /^Authorization endpoint/ }).fill(`${issuer}/authorize`)
    const token = page.getByRole('textbox', { name: /^Token endpoint/ })
    await token.fill('http://server.example/token')
    await page.getByRole('textbox', { name: /^JWKS URI/ }).fill(`${issuer}/jwks`)
    const create = page.getByRole('button', { name: 'Create', exact: true })

    await test.step('what is wrong stands at its field, and nothing is made', async () => {
      await create.click()
      const summary = page.getByRole('alert').filter({ hasText: 'keeps this from being saved' })
      await expect(summary).toContainText('server-definition.members')
      await expect(token).toHaveAttribute('aria-invalid', 'true')
      await expect(token).toHaveAccessibleDescription(/server-definition\.members/)
      await summary.getByRole('link').click()
      await expect(token).toBeFocused()
    })

    await test.step('it is made as it was typed, and judged', async () => {
      await token.fill(`${issuer}/token`)
      await create.click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Typed by hand')
      await expect(page.getByRole('heading', { name: 'It can be used' })).toBeVisible()
      await expect(page.getByText('Not discovered: a person typed it in.')).toBeVisible()
    })

    await test.step('it is changed, and a key set that nobody has is refused at its field', async () => {
      const keys = page.getByRole('textbox', { name: /^JWKS URI/ })
      await keys.fill(`${issuer}/nowhere`)
      const save = page.getByRole('button', { name: 'Save', exact: true })
      await save.click()
      await expect(keys).toHaveAccessibleDescription(/server-definition\.keys/)
      await keys.fill(`${issuer}/jwks`)
      await page.getByRole('textbox', { name: /^Name/ }).fill('Typed again')
      await save.click()
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('Typed again')
      await page.reload()
      await expect(page.getByRole('textbox', { name: /^Name/ })).toHaveValue('Typed again')
    })
  })
}

test('the server that the lab defines is opened, and says what it is now', async ({ page }) => {
  await signInAtConsole(page, './console/client/server-definitions')
  await page.locator('.rows a').first().click()
  await expect(page.getByRole('heading', { name: 'It can be used' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Metadata' })).toContainText('token_endpoint')
})
