import { signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

// A lesson that was not begun has nothing to check yet.
test.beforeEach(({ watch }) =>
  watch.expectError(/status of (?:401 |404 .*\/lessons\/roles\/check)/),
)

test('the start page leads into the first lesson, to every portal, and from a word to its glossary', async ({
  page,
}) => {
  const heading = page.getByRole('heading', { level: 1 })
  await signInAtConsole(page)
  await page.goto('./')
  await page.getByRole('link', { name: 'Begin the first lesson' }).click()
  await expect(heading).toHaveText(/The roles and the map/)
  await page.goto('./')
  await page.getByRole('link', { name: 'access token', exact: true }).click()
  await expect(heading).toHaveText('Glossary')
  for (const [name, address] of [
    ['Authorization server', /\/console\/authserver\//],
    ['Simple Web Page', /\/console\/client\//],
    ['Resource server', /\/console\/resserver\//],
  ] as const) {
    await page.goto('./')
    await page.getByRole('link', { name: `Portal of ${name}` }).click()
    await page.waitForURL(address)
  }
})
