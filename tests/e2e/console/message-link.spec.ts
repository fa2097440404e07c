import { signInAtConsole, signInAtWebPage } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of 401 /))

test('the web page leads from what it shows to the message in the flow', async ({ page }) => {
  await signInAtConsole(page, './console/')
  await signInAtWebPage(page)
  for (const [part, message] of [
    ['#access-token', 'Token request'],
    ['#introspection', 'Introspection request'],
    ['#resource', 'Resource request'],
  ] as const) {
    await page.goto('./client/application/')
    await page.locator(`${part} .in-flow`).first().click()
    await expect(page.getByRole('region', { name: new RegExp(message) })).toBeVisible()
  }
})
