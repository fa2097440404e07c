import { formOf, nextRequest, queryOf } from './harness/messages.ts'
import { allow, authenticate, signInAtSpa } from './harness/people.ts'
import { tokensOfTab } from './harness/tokens-of-tab.ts'
import { expect, test } from './harness/test.ts'

test('a person signs in to the single-page application by authorization code with PKCE', async ({
  page,
  sandbox,
  watch,
}) => {
  await page.goto('./spa/')
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are signed out')

  const asked = await test.step('authorization request', async () => {
    const sent = nextRequest(page, '/authserver/oauth2/authorize')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    const request = queryOf(await sent)
    expect(request).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${sandbox.base}/spa/callback.html`,
      scope: 'openid profile email offline_access my/scope',
    })
    return request
  })

  await test.step('end-user authentication', () => authenticate(page))

  const tokenRequest = nextRequest(page, '/authserver/oauth2/token', 'POST')
  const resourceRequest = nextRequest(page, '/resserver/protected-resources/', 'GET')
  const response = await test.step('end-user consent', async () => {
    const answered = nextRequest(page, '/spa/callback.html')
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
    const request = await tokenRequest
    expect(formOf(request)).toEqual({
      grant_type: 'authorization_code',
      client_id: asked['client_id'],
      redirect_uri: asked['redirect_uri'],
      code: response['code'],
      resource: `${sandbox.base}/resserver`,
      code_verifier: expect.stringMatching(/^[\w.~-]{43,128}$/),
    })
    expect(await request.headerValue('authorization'), 'a public client').toBeNull()
    expect((await request.response())?.status()).toBe(200)
  })

  const tokens = await test.step('token response', async () => {
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Signed in as Dana Developer')
    const held = await tokensOfTab(page)
    expect(held).toMatchObject({
      token_type: 'Bearer',
      scope: asked['scope'],
      id_token: expect.any(String),
      refresh_token: expect.any(String),
      profile: { name: 'Dana Developer' },
    })
    return held
  })

  await test.step('protected resource request', async () => {
    const request = await resourceRequest
    expect(await request.headerValue('authorization')).toBe(`Bearer ${tokens.access_token}`)
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Signed in as Dana Developer')
    await expect(page.locator('#resource')).toContainText('"tokenUsername": "developer"')
    await expect(page.locator('#delegated')).toContainText(/"serviceUsername": "OAuth2.+"/)
    await expect(page.locator('#userinfo')).toContainText('dana@lab.example')
    await expect(page.locator('.checks > .fail')).toHaveCount(0)
  })

  await test.step('the code stands in no address that stays', async () => {
    expect(page.url()).toBe(`${sandbox.base}/spa/`)
    watch.expectError(/400 .*interaction/)
    await page.goBack()
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^This sign-in is over/)
    expect(page.url()).not.toContain('code=')
  })
})

test('the tokens of the single-page application stay in their tab through a reload', async ({
  page,
  context,
}) => {
  await signInAtSpa(page)
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Signed in as Dana Developer')

  const other = await context.newPage()
  await other.goto('./spa/')
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('You are signed out')
})

test('the single-page application revokes its tokens at log-out, and logs out at the server', async ({
  page,
  lab,
  sandbox,
}) => {
  await signInAtSpa(page)
  const { access_token, refresh_token } = await tokensOfTab(page)
  const sent = nextRequest(page, '/authserver/oauth2/revocation', 'POST')
  const left = nextRequest(page, '/authserver/oauth2/logout')
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  const request = await sent
  expect(formOf(request)).toMatchObject({
    token: refresh_token,
    token_type_hint: 'refresh_token',
    client_id: expect.any(String),
  })
  expect((await request.response())?.status()).toBe(200)
  await left
  const resource = await lab.trustedFetch(`${sandbox.base}/resserver/protected-resources/`, {
    headers: { authorization: `Bearer ${access_token}` },
  })
  expect(resource.status).toBe(401)
})

test('a tab holds no tokens any more when the server does not revoke them', async ({
  page,
  sandbox,
  watch,
}) => {
  await signInAtSpa(page)
  await sandbox.control.interventions.create({
    match: { message: 'revocation request' },
    do: { answer: { status: 503 } },
  })
  watch.expectError(/status of 503 /)
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await expect(page.getByRole('alert')).toContainText(
    'You are logged out here, but not at the authorization server',
  )
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You are signed out')
})
