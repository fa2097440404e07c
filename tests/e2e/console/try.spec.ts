import type { Page } from '@playwright/test'
import { allow, authenticate, signInAtConsole } from '../harness/people.ts'
import { expect, test } from '../harness/test.ts'

test.beforeEach(({ watch }) => watch.expectError(/status of (?:400|401) /))

test('a client is created, asks for a code, and gets tokens: what one answer brings, the next request has', async ({
  page,
}) => {
  await signInAtConsole(page, './console/try?request=authorization+request')
  await page.getByRole('button', { name: 'Create a client for this page' }).click()
  await expect(page.getByLabel('Client id')).toHaveValue(/^c-/)
  await expect(parameter(page, 'code_challenge')).toHaveValue(/^[\w-]{43}$/)
  await page.getByRole('button', { name: 'my/scope', exact: true }).click()
  await page.getByRole('button', { name: 'offline_access', exact: true }).click()
  await expect(parameter(page, 'scope')).toHaveValue('openid my/scope offline_access')
  await expect(same(page)).toContainText('oidc.buildAuthorizationUrl(config')
  await page.getByRole('link', { name: 'Open it in this tab' }).click()
  await authenticate(page)
  await allow(page)

  await test.step('token request', async () => {
    await expect(page.getByLabel('Request', { exact: true })).toHaveValue(
      'token request authorization_code',
    )
    expect(page.url()).not.toContain('code=')
    await expect(parameter(page, 'code')).not.toHaveValue('')
    await expect(parameter(page, 'code_verifier')).toHaveValue(/^[\w-]{43}$/)
    await expect(same(page)).toContainText('oidc.authorizationCodeGrant(config, callback')
    await page.getByRole('button', { name: 'Send it' }).click()
    await expect(answer(page)).toContainText('Answer: 200')
    await expect(answer(page)).toContainText('Kept in this tab')
  })

  await test.step('UserInfo and refresh', async () => {
    await choose(page, 'UserInfo request')
    await page.getByRole('button', { name: 'Send it' }).click()
    await expect(answer(page)).toContainText('"sub"')
    await choose(page, 'token request refresh_token')
    await page.getByRole('button', { name: 'Send it' }).click()
    await expect(answer(page)).toContainText('Answer: 200')
    await answer(page).getByRole('link', { name: 'Judge the access_token' }).click()
    await expect(page.locator('.verdict h2')).toHaveText(/^Genuine, and good for /)
    expect(page.url()).not.toContain('ey')
  })
})

test('each parameter has its meaning, clause, need and choices; an answer says what was wrong', async ({
  page,
}) => {
  await signInAtConsole(page, './console/try?request=token+request+client_credentials')
  const scope = page.getByRole('listitem').filter({ has: parameter(page, 'scope') })
  await expect(scope).toContainText('What the access token may be used for')
  await expect(scope.getByRole('link', { name: 'RFC 6749 §3.3' })).toBeVisible()
  await expect(parameter(page, 'grant_type')).toHaveValue('client_credentials')
  await expect(page.getByText(/Required, and still empty: client_id, client_secret/)).toBeVisible()
  await page.getByLabel('Client id').fill('stranger')
  await page.getByLabel('Secret').fill('not-it')
  await page.getByRole('button', { name: 'Add another parameter' }).click()
  await page.getByLabel('Name', { exact: true }).fill('custom')
  await page.getByLabel('Value', { exact: true }).fill('1')
  await expect(same(page)).toContainText('custom')
  await page.getByRole('button', { name: 'Send it' }).click()
  await expect(answer(page)).toContainText('Answer: 401')
  await answer(page).getByRole('link', { name: 'See it in the flow' }).click()
  await expect(page.getByRole('heading', { name: /Token request/ })).toBeVisible()
})

test('an answer of another request is not used, and leaves the address', async ({ page }) => {
  await signInAtConsole(page, './console/try?request=authorization+request')
  await expect(parameter(page, 'state')).toHaveValue(/^[\w-]{43}$/)
  await page
    .getByLabel('The address to which the browser came back')
    .fill('https://app.example/?code=a&state=b')
  await expect(page.getByText(/iss is missing/)).toBeVisible()
  await page.goto('./console/try?code=a&state=b')
  await expect(page.getByRole('alert')).toContainText('iss is missing')
  await expect(page).not.toHaveURL(/code=a/)
})

test('a server that the client knows by definition is asked by the client', async ({
  page,
  sandbox,
  lab,
}) => {
  const other = await lab.control.sandboxes.create({ lifetime: 3600 })
  await signInAtConsole(page, './console/client/server-definitions/new')
  await page.getByLabel('Issuer').fill(other.issuer)
  await page.getByRole('button', { name: 'Discover' }).click()
  await page.getByRole('button', { name: 'Keep it as a server definition' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Server definitions')
  await page.goto('./console/try')
  const sent: string[] = []
  page.on('request', (request) => sent.push(request.url()))
  await page.getByLabel('Ask', { exact: true }).selectOption(other.issuer)
  await choose(page, 'key set request')
  await page.getByRole('button', { name: 'Send it' }).click()
  await expect(answer(page)).toContainText('"keys"')
  await choose(page, 'token request client_credentials')
  await expect(page.getByRole('button', { name: 'Create a client' })).toBeHidden()
  await page.getByLabel('Client id').fill('stranger')
  await page.getByLabel('Secret').fill('not-it')
  await page.getByRole('button', { name: 'Send it' }).click()
  await expect(answer(page)).toContainText('Answer: 401')
  const asked = [...sent]
  await answer(page).getByRole('link', { name: 'See it in the flow' }).click()
  await expect(page).toHaveURL(/flow\?message=/)
  const panel = page.getByRole('region', { name: /Token request/ })
  await expect(panel).toContainText('ClientAuthorization server')
  await expect(panel).toContainText('client_credentials')
  expect(asked.filter((url) => url.startsWith(other.issuer))).toEqual([])
  expect(
    asked.some((url) => url.startsWith(`${sandbox.base}/client/admin/api/server-definitions/`)),
  ).toBe(true)
  await lab.control.sandboxes.delete(other.id)
})

test('a client with a key of its own registers itself and signs; the key stays in the browser', async ({
  page,
}) => {
  const sent: string[] = []
  page.on('request', (request) => sent.push(request.postData() ?? ''))
  await signInAtConsole(page, './console/try?request=token+request+client_credentials')
  await page.getByLabel('It shows who it is by').selectOption('private_key_jwt')
  const key = page.getByLabel('Private key, JWK')
  await key.fill('{"kty":"EC"}')
  await expect(page.getByText('This is no private JWK that can sign.')).toBeVisible()
  await page.getByRole('button', { name: 'Make a key' }).click()
  await expect(key).toHaveValue(/"d":"/)
  const { d } = JSON.parse(await key.inputValue()) as { d: string }

  await test.step('what cannot be registered is refused, and no client is kept', async () => {
    await choose(page, 'client registration request')
    await expect(parameter(page, 'jwks')).toHaveValue(/"kty":"EC"/)
    await parameter(page, 'token_endpoint_auth_method').selectOption('private_key_jwt')
    await parameter(page, 'client_name').fill('Signs by itself')
    await page.getByRole('button', { name: 'client_credentials', exact: true }).click()
    const address = await parameter(page, 'redirect_uris').inputValue()
    await parameter(page, 'redirect_uris').fill('not-an-address')
    await page.getByRole('button', { name: 'Send it' }).click()
    await expect(answer(page)).toContainText('invalid_redirect_uri')
    await parameter(page, 'redirect_uris').fill(address)
  })

  await test.step('it is registered, and its token request is signed', async () => {
    await page.getByRole('button', { name: 'Send it' }).click()
    await expect(answer(page)).toContainText('Answer: 201')
    await choose(page, 'token request client_credentials')
    await expect(page.getByLabel('Client id')).toHaveValue(/^c-/)
    await expect(same(page)).toContainText('oidc.PrivateKeyJwt')
    await page.getByRole('button', { name: 'Send it' }).click()
    await expect(answer(page)).toContainText('Answer: 200')
    await answer(page).getByRole('link', { name: 'See it in the flow' }).click()
    await expect(page.getByRole('region', { name: /Token request/ })).toContainText(
      'client_assertion',
    )
  })
  expect(sent.some((body) => body.includes('client_assertion=ey'))).toBe(true)
  expect(sent.filter((body) => body.includes(d))).toEqual([])
})

const parameter = (page: Page, name: string) => page.locator(`#asked-${name}`)
const same = (page: Page) => page.getByRole('region', { name: 'The same elsewhere' })
const answer = (page: Page) => page.getByRole('region', { name: 'Answer' })

async function choose(page: Page, request: string): Promise<void> {
  await page.getByLabel('Request', { exact: true }).selectOption(request)
}
