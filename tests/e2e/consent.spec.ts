import { nextRequest, queryOf } from './harness/messages.ts'
import { allow, authenticate, signInAtSpa, signInAtWebPage } from './harness/people.ts'
import { expect, test } from './harness/test.ts'

const heading = { level: 1 } as const

test('a denied consent comes to the web page as access_denied, in words', async ({
  page,
  watch,
}) => {
  watch.expectError(/status of 403 .*callback/)
  await page.goto('./client/application/login')
  await authenticate(page)
  await test.step('authorization response', async () => {
    const answered = nextRequest(page, '/client/application/callback')
    await page.getByRole('button', { name: 'Deny' }).click()
    const response = queryOf(await answered)
    expect(response).toMatchObject({ error: 'access_denied' })
    expect(response).not.toHaveProperty('code')
  })
  await expect(page.getByRole('heading', heading)).toHaveText('You did not allow this application')
  await expect(page.getByRole('alert')).toContainText('access_denied')

  await test.step('the next authorization request asks again', async () => {
    await page.getByRole('link', { name: 'Sign in again' }).click()
    await expect(page.getByRole('heading', heading)).toHaveText(/^Allow .+\?$/)
  })
})

test('a denied consent comes to the single-page application as access_denied, in words', async ({
  page,
}) => {
  await page.goto('./spa/')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await authenticate(page)
  await page.getByRole('button', { name: 'Deny' }).click()
  await expect(page.getByRole('heading', heading)).toHaveText('You are not signed in')
  await expect(page.getByRole('alert')).toContainText('access_denied')
  await expect(page.getByRole('alert')).toContainText('No code and no token were issued.')
})

test('a sign-in that the person cancels comes back as access_denied', async ({ page, watch }) => {
  watch.expectError(/status of 403 .*callback/)
  await page.goto('./client/application/login')
  await page
    .getByRole('button', { name: /cancel/i })
    .or(page.locator('[name="cancel"]'))
    .first()
    .click()
  await expect(page.getByRole('alert')).toContainText('access_denied')
})

test('without my/scope the protected resource answers the web page 403 insufficient_scope', async ({
  page,
}) => {
  await signInAtWebPage(page, { but: ['my/scope'] })
  const resource = page.locator('#resource')
  await expect(resource).toContainText('403')
  await expect(resource).toContainText('insufficient_scope')
  await expect(resource).toContainText('Refused: the token does not reach that far')
  await expect(page.locator('#userinfo')).toContainText('dana@lab.example')
})

test('without my/scope the protected resource answers the single-page application 403 insufficient_scope', async ({
  page,
  watch,
}) => {
  watch.expectError(/status of 403 .*protected-resources/)
  await signInAtSpa(page, { but: ['my/scope'] })
  const resource = page.locator('#resource')
  await expect(resource).toContainText('403')
  await expect(resource.locator('.alert')).toContainText('insufficient_scope')
  await expect(resource.locator('.alert')).toContainText('sign in again and tick it')
})

test('without offline_access there is no refresh token, and the web page says so', async ({
  page,
  watch,
}) => {
  watch.expectError(/status of 400 .*client\/application/)
  await signInAtWebPage(page, { but: ['offline_access'] })
  await page.getByRole('button', { name: 'Refresh' }).click()
  await expect(page.getByRole('heading', heading)).toContainText('There is no refresh token')
})

test('consent is remembered for what was allowed, and asked again for more', async ({
  page,
  context,
}) => {
  await signInAtWebPage(page, { but: ['my/scope'] })
  await page.goto('./client/application/login')
  await test.step('more is wanted than was allowed', async () => {
    await expect(page.getByRole('heading', heading)).toHaveText(/^Allow .+\?$/)
    await allow(page)
    await expect(page.locator('#resource')).toContainText('200')
  })
  await test.step('all was allowed before', async () => {
    const other = await context.newPage()
    await other.goto('./client/application/login')
    await expect(other.getByRole('heading', heading)).toHaveText('Signed in as Dana Developer')
  })
})

test('another person may answer instead of the one who is signed in', async ({ page }) => {
  await page.goto('./client/application/login')
  await authenticate(page)
  await page.getByRole('link', { name: 'Not Dana Developer?' }).click()
  await authenticate(page, { username: 'superuser', password: 'SYS' })
  await allow(page)
  await expect(page.getByRole('heading', heading)).toHaveText('Signed in as Sam Superuser')
  // One operation needs a role that the administrator has.
  await expect(page.locator('#administration')).toContainText('200')
})
