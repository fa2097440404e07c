import { formOf, nextRequest, queryOf } from './harness/messages.ts'
import { authenticate, allow } from './harness/people.ts'
import { expect, test } from './harness/test.ts'

test('a person signs in to the web page by authorization code with PKCE', async ({
  page,
  sandbox,
}) => {
  await page.goto('./client/application/')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are signed out')

  const asked = await test.step('authorization request', async () => {
    const sent = nextRequest(page, '/authserver/oauth2/authorize')
    await page.getByRole('link', { name: 'Sign in', exact: true }).click()
    const request = queryOf(await sent)
    expect(request).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${sandbox.base}/client/application/callback`,
      scope: 'openid profile email offline_access my/scope',
    })
    for (const name of ['client_id', 'code_challenge', 'nonce', 'state']) {
      expect(request[name], name).toMatch(/^.{8,}$/)
    }
    return request
  })

  await test.step('end-user authentication', async () => {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in')
    const sent = nextRequest(page, page.url().replace(/^.*(?=\/authserver)/, '') + '/login', 'POST')
    await authenticate(page)
    expect(formOf(await sent)).toMatchObject({ login: 'developer' })
  })

  const response = await test.step('end-user consent', async () => {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Allow .+\?$/)
    await expect(page.getByText('Dana Developer').first()).toBeVisible()
    const answered = nextRequest(page, '/client/application/callback')
    await allow(page)
    return queryOf(await answered)
  })

  await test.step('authorization response', () => {
    expect(response).toEqual({
      code: expect.stringMatching(/^.{40,}$/),
      state: asked['state'],
      iss: sandbox.issuer,
    })
  })

  await test.step('token request', async () => {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Signed in as Dana Developer')
    const exchanges = await sandbox.control.checks({ role: 'authserver' })
    const request = exchanges.findLast(({ path }) => path.endsWith('/oauth2/token'))
    expect(request).toMatchObject({ method: 'POST', status: 200 })
    expect(request?.checks).toContainEqual(
      expect.objectContaining({ id: 'pkce.verifier-matches', outcome: 'passed' }),
    )
  })

  await test.step('token response', async () => {
    const accessToken = page.locator('#access-token')
    await expect(accessToken).toContainText(sandbox.issuer)
    await accessToken.getByLabel('Raw').check()
    await expect(accessToken.locator('.raw pre')).toHaveText(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/)
    await expect(accessToken.locator('.checks > .pass')).not.toHaveCount(0)
    await expect(page.locator('.checks > .fail')).toHaveCount(0)
    await expect(page.locator('#id-token')).toContainText(asked['nonce']!)
  })

  await test.step('introspection and UserInfo', async () => {
    await expect(page.locator('#introspection')).toContainText('"active": true')
    await expect(page.locator('#userinfo')).toContainText('dana@lab.example')
  })

  await test.step('protected resource request', async () => {
    const resource = page.locator('#resource')
    await expect(resource).toContainText('200')
    await expect(resource).toContainText('"tokenUsername": "developer"')
    await expect(resource).toContainText('"serviceUsername": "resserver"')
    await expect(page.locator('#delegated')).toContainText(/"serviceUsername": "OAuth2.+"/)
    // The developer lacks the role that one operation needs.
    await expect(page.locator('#administration')).toContainText('403')
  })

  await test.step('the code stands in no address that stays', async () => {
    expect(page.url()).toBe(`${sandbox.base}/client/application/`)
  })
})
