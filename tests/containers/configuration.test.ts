import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createBrowser } from '../protocol/support/browser.ts'
import type { Page } from '../protocol/support/browser.ts'
import { allow, signIn } from '../protocol/support/code-flow.ts'
import { registerClient } from '../protocol/support/place.ts'
import { startComposeLab } from './support/compose-lab.ts'

const lab = await startComposeLab()
const folder = mkdtempSync(join(tmpdir(), 'lab-secrets-'))
after(async () => {
  rmSync(folder, { recursive: true })
  await lab.stop()
})
const application = `${lab.base}/client/application/`

describe('a client id and secret given by environment', () => {
  const credentials = () =>
    registerClient(lab, {
      client_name: 'given by environment',
      redirect_uris: [`${application}callback`],
      post_logout_redirect_uris: [application],
      scope: 'openid profile email offline_access my/scope',
    })

  test('reach the running client: it signs in with them', async () => {
    const { client_id, client_secret } = await credentials()
    await startClient({ LAB_CLIENT_ID: client_id, LAB_CLIENT_SECRET: client_secret })
    const { page, clientId } = await signInAtClient()
    equal(clientId, client_id)
    match(page.text, /<h1>Signed in as Dana Developer<\/h1>/)
  })

  test('the secret may come from a file', async () => {
    const { client_id, client_secret } = await credentials()
    const file = join(folder, 'client-secret')
    // For the container's user, who is not the one of this machine.
    writeFileSync(file, `${client_secret}\n`, { mode: 0o644 })
    await startClient({ LAB_CLIENT_ID: client_id, LAB_CLIENT_SECRET_FILE: file })
    const { page, clientId } = await signInAtClient()
    equal(clientId, client_id)
    match(page.text, /<h1>Signed in as Dana Developer<\/h1>/)
  })

  test('with a wrong secret the sign-in is refused in words', async () => {
    const { client_id } = await credentials()
    const LAB_CLIENT_SECRET = 'not-the-secret-of-this-client'
    await startClient({ LAB_CLIENT_ID: client_id, LAB_CLIENT_SECRET })
    const { page } = await signInAtClient()
    ok(page.status >= 400, String(page.status))
    match(page.text, /<code>invalid_client<\/code>/)
  })

  test('a problem is named with its variable, and the client does not start', async () => {
    const { code } = await lab.compose(['up', '--detach', '--wait', 'client'], {
      LAB_CLIENT_SECRET: 'a-secret-without-an-id',
    })
    ok(code !== 0)
    const { output } = await lab.compose(['logs', '--no-color', '--tail', '20', 'client'])
    match(output, /LAB_CLIENT_ID/)
    ok(!output.includes('a-secret-without-an-id'))
    await startClient({})
  })
})

describe('a lab that others can reach', () => {
  const variables = ['LAB_ADMIN_PASSWORD', 'LAB_DEVELOPER_PASSWORD']
  const bootstrap = (environment: Record<string, string>) =>
    lab.compose(['run', '--rm', '--no-TTY', 'bootstrap'], environment)

  test('is refused with the passwords that everybody knows, and told what to set', async () => {
    const { code, output } = await bootstrap({ LAB_BIND: '0.0.0.0' })
    equal(code, 1)
    for (const variable of variables) match(output, new RegExp(`${variable}: set one of your own`))
    match(output, /LAB_BIND=0\.0\.0\.0/)
  })

  test('with one password of its own it is refused for the other', async () => {
    const LAB_ADMIN_PASSWORD = 'a password of my own'
    const { code, output } = await bootstrap({ LAB_BIND: '0.0.0.0', LAB_ADMIN_PASSWORD })
    equal(code, 1)
    deepEqual(
      variables.map((variable) => output.includes(`${variable}:`)),
      [false, true],
    )
    ok(!output.includes(LAB_ADMIN_PASSWORD))
  })

  test('with passwords of its own it starts', async () => {
    const own = { LAB_ADMIN_PASSWORD: 'my own one', LAB_DEVELOPER_PASSWORD: 'my other one' }
    const { code, output } = await bootstrap({ LAB_BIND: '0.0.0.0', ...own })
    equal(code, 0, output)
  })
})

/** Starts the client again with this environment, and nothing else. */
async function startClient(environment: Record<string, string>): Promise<void> {
  await lab.keepLogs()
  const up = ['up', '--detach', '--wait', '--no-deps', 'client']
  const { code, output } = await lab.compose(up, environment)
  equal(code, 0, output)
  await lab.throughTheDoor('client')
}

/** Signs in at the web page; tells the client's id in the authorization request, and where it ended. */
async function signInAtClient(): Promise<{ page: Page; clientId: string | null }> {
  const browser = createBrowser(lab.trustedFetch)
  const stopAt = `${lab.issuer}/authorize`
  const { leaves } = await browser.open(`${application}login`, { stopAt })
  const login = await signIn(browser, await browser.open(leaves!))
  const scopes = ['profile', 'email', 'offline_access', 'my/scope']
  const page = login.text.includes('value="allow"') ? await allow(browser, login, scopes) : login
  return { page, clientId: leaves!.searchParams.get('client_id') }
}
