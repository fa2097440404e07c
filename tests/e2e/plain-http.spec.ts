import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { noteSecret } from '../secrets.ts'
import { runningLabFile, openTestLab } from '../test-lab.ts'
import type { TestLab } from '../test-lab.ts'
import { allow, authenticate, signInAtSpa, signInAtWebPage } from './harness/people.ts'
import { expect, test as base } from './harness/test.ts'

/** Chromium at a lab that speaks plain HTTP. */
const test = base.extend<object, { plainLab: TestLab }>({
  plainLab: [
    // Playwright reads the names of the fixtures from the first parameter.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const lab = await openTestLab({ tls: false })
      await use(lab)
      await lab.stop()
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ plainLab }, use) => use(`${plainLab.base}/`),
})

test.skip(runningLabFile() !== undefined, 'a lab without TLS has to be started so')

test('a person signs in to the web page over plain HTTP; the cookies are kept, and are not Secure', async ({
  page,
  context,
}) => {
  await signInAtWebPage(page)
  const cookies = await context.cookies()
  expect(cookies.map(({ name }) => name.replace(/-\d+$/, '')).sort()).toEqual([
    'authserver-browser',
    'authserver-session',
    'client-browser',
    'client-session',
  ])
  for (const { secure, sameSite, httpOnly } of cookies) {
    expect({ secure, sameSite, httpOnly }).toEqual({
      secure: false,
      sameSite: 'Lax',
      httpOnly: true,
    })
  }
})

test('a person signs in to the single-page application over plain HTTP', async ({ page }) => {
  await signInAtSpa(page)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Signed in as Dana Developer')
})

test('an application at another port posts an authorization request, and the session is found', async ({
  page,
  plainLab,
}) => {
  const server = createServer((_request, response) => {
    // The browser asks for no icon, which could come after the end of this server.
    const page = '<link rel="icon" href="data:,"><h1>An application</h1>'
    response.setHeader('content-type', 'text/html').end(page)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const callback = `http://localhost:${port}/callback`
  const { client_id, client_secret } = await plainLab.control.clients.create({
    redirect_uris: [callback],
  })
  noteSecret(client_secret, 'client_secret')
  /** The S256 challenge of RFC 7636, appendix B. */
  const code_challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
  const asked = { response_type: 'code', client_id, redirect_uri: callback, scope: 'openid' }
  const pkce = { code_challenge, code_challenge_method: 'S256' }
  const send = (more: object) =>
    page.evaluate(
      ([action, fields]) => {
        const form = document.createElement('form')
        Object.assign(form, { method: 'post', action })
        for (const [name, value] of Object.entries(fields)) {
          form.append(Object.assign(document.createElement('input'), { name, value }))
        }
        document.body.append(form)
        form.submit()
      },
      [`${plainLab.issuer}/authorize`, { ...asked, ...pkce, ...more }] as const,
    )
  const answerOf = async () => {
    await page.waitForURL((url) => url.href.startsWith(`${callback}?`))
    return Object.fromEntries(new URL(page.url()).searchParams)
  }
  try {
    await page.goto(`http://localhost:${port}/`)
    await send({ prompt: 'none' })
    expect(await answerOf()).toMatchObject({ error: 'login_required' })
    await page.goto(`http://localhost:${port}/`)
    await send({})
    await authenticate(page)
    await allow(page)
    expect(await answerOf()).toMatchObject({ code: expect.any(String) })
    await page.goto(`http://localhost:${port}/`)
    await send({ prompt: 'none' })
    expect(await answerOf()).toMatchObject({ code: expect.any(String), iss: plainLab.issuer })
  } finally {
    server.close()
    server.closeAllConnections()
  }
})

test('the start page says that the lab is without TLS, and leads to what that means', async ({
  page,
}) => {
  await page.goto('./')
  await expect(page.getByText('plain HTTP', { exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'connection.tls' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('connection.tls')
})
