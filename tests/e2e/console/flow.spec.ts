import { authenticate, signInAtConsole, signInAtWebPage } from '../harness/people.ts'
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

test('a held token request is changed and released, and the check that refuses it is shown', async ({
  page,
  watch,
}) => {
  watch.expectError(/status of (401|400) /)
  await signInAtConsole(page, './console/flow')
  await page.locator('label').filter({ hasText: 'Step' }).click()
  await page.getByRole('button', { name: /^Hold: / }).click()
  await page.getByRole('menuitem', { name: 'token requests' }).click()
  await expect(page.getByRole('button', { name: 'Hold: token requests' })).toBeVisible()

  const other = await page.context().newPage()
  await other.goto('./client/application/login')
  await authenticate(other)
  await other.getByRole('button', { name: 'Allow', exact: true }).click({ noWaitAfter: true })

  await expect(page.getByRole('heading', { name: 'One message is held' })).toBeVisible()
  await page.getByRole('link', { name: 'Token request' }).click()
  const editor = page.getByRole('form', { name: 'Token request' })
  await expect(editor).toContainText('hidden')
  await editor
    .getByRole('textbox', { name: 'redirect_uri' })
    .fill('https://elsewhere.example/callback')
  await expect(editor.getByText('changed', { exact: true })).toBeVisible()
  await editor.getByRole('button', { name: 'Release changed' }).click()

  const panel = page.getByRole('region', { name: /Token request/ })
  await expect(panel.getByRole('listitem').filter({ hasText: 'code.redirect-uri' })).toContainText(
    'Failed.',
  )
  await expect(page.getByRole('link', { name: /redirect_uri changed by superuser/ })).toBeVisible()
  await page.locator('label').filter({ hasText: 'Live' }).click()
  await expect(page.getByRole('heading', { name: /held/ })).toBeHidden()
})
