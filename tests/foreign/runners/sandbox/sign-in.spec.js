import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { expect, test as base } from 'oauth-lab/playwright'

const test = base.extend({
  /** The address of the application under test, which runs against a sandbox of this test's own. */
  application: async ({ lab, sandbox }, use, testInfo) => {
    const port = String(4000 + testInfo.parallelIndex)
    const url = `http://127.0.0.1:${port}`
    const { control, issuer, base } = sandbox
    await control.config.put({ ...(await control.config.get()), httpForLocalhost: true })
    const client = { client_id: 'shop', client_secret: 'shop-secret' }
    await control.clients.create({ ...client, redirect_uris: [`${url}/callback`] })
    const root = testInfo.outputPath('root.crt')
    await writeFile(root, lab.ca)
    const program = spawn('node', ['app.js'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        PORT: port,
        ISSUER: issuer,
        CLIENT_ID: client.client_id,
        CLIENT_SECRET: client.client_secret,
        RESOURCE: `${base}/resserver/protected-resources/`,
        NODE_EXTRA_CA_CERTS: root,
      },
    })
    await once(program.stdout, 'data') // it says that it listens
    await use(url)
    program.kill()
  },
})

test('a person signs in', async ({ page, application }) => {
  await page.goto(application)
  await page.getByLabel('User name').fill('developer')
  await page.getByLabel('Password').fill('test')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Allow' }).click()
  await expect(page.locator('body')).toHaveText('Signed in as Dana Developer')
})

test('a person who allows nothing is not signed in', async ({ page, application, sandbox }) => {
  // No password page: the browser is signed in at the lab already.
  const { storageState } = await sandbox.control.browserSessions.create({ user: 'developer' })
  await page.context().addCookies(storageState.cookies)
  await page.goto(application)
  await page.getByRole('button', { name: 'Deny' }).click()
  await expect(page.locator('body')).not.toContainText('Signed in')
})
