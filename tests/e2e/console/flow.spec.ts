import { signInAtConsole, signInAtWebPage } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test('a code flow appears while it happens, with its tokens explained and its checks', async ({
  page,
  watch,
}) => {
  watch.expectError(/status of 401 /)
  await signInAtConsole(page, './console/flow')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Flow')
  const other = await page.context().newPage()
  await signInAtWebPage(other)
  await page.getByRole('link', { name: /Authorization code with PKCE/ }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Authorization code with PKCE')
  const drawing = page.getByRole('region', { name: 'Messages, in order' })
  await drawing.getByRole('link', { name: /asks, back channel.*Token request/ }).click()
  const panel = page.getByRole('region', { name: /Token request/ })
  await expect(panel).toContainText('it fits the code_challenge of message')
  await expect(
    panel.getByRole('listitem').filter({ hasText: 'pkce.verifier-matches' }),
  ).toBeVisible()
})
