import type { Page } from '@playwright/test'
import { expect, test } from './harness/test.ts'

const fetched = 'The token was fetched for this call'
const cached = 'The token came from the cache'

test('the application as a machine keeps its token until it ends on the clock of the lab', async ({
  page,
  sandbox,
}) => {
  const main = page.getByRole('main')
  const first = await test.step('token request', async () => {
    await page.goto('./client/application/machine')
    await expect(main).toContainText(fetched)
    const exchanges = await sandbox.control.checks({ role: 'authserver' })
    expect(exchanges.filter(({ path }) => path.endsWith('/oauth2/token'))).toHaveLength(1)
    return tokenOf(page)
  })

  await test.step('protected resource request', async () => {
    await expect(page.locator('#resource')).toContainText('200')
    await expect(page.locator('#resource')).toContainText('"tokenUsername": null')
  })

  await test.step('the token is cached', async () => {
    await page.getByRole('button', { name: 'Call again' }).click()
    await expect(main).toContainText(cached)
    expect(await tokenOf(page)).toBe(first)
  })

  await test.step('and fetched again when it has ended', async () => {
    await sandbox.control.clock.set({ forward: 3600 })
    await page.getByRole('button', { name: 'Call again' }).click()
    await expect(main).toContainText(fetched)
    expect(await tokenOf(page)).not.toBe(first)
    await expect(page.locator('#resource')).toContainText('200')
  })

  await test.step('or forgotten', async () => {
    const second = await tokenOf(page)
    await page.getByRole('button', { name: 'Forget the token' }).click()
    await expect(main).toContainText(fetched)
    expect(await tokenOf(page)).not.toBe(second)
  })
})

test('the machine registers again when the server has forgotten it', async ({ page, sandbox }) => {
  await page.goto('./client/application/machine')
  const first = await tokenOf(page)
  await sandbox.control.reset()
  await page.reload()
  await expect(page.locator('#resource')).toContainText('200')
  expect(await tokenOf(page)).not.toBe(first)
})

async function tokenOf(page: Page): Promise<string> {
  return (await page.locator('#access-token .raw pre').textContent()) ?? ''
}
