import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createBrowser } from '../protocol/support/browser.ts'
import type { Page } from '../protocol/support/browser.ts'
import { readAnswer } from '../protocol/support/answer.ts'
import type { Answer } from '../protocol/support/answer.ts'
import { allow, clientToken, signIn } from '../protocol/support/code-flow.ts'
import { initialToken } from '../protocol/support/initial-token.ts'
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
    await start('client', { LAB_CLIENT_ID: client_id, LAB_CLIENT_SECRET: client_secret })
    const { page, clientId } = await signInAtClient()
    equal(clientId, client_id)
    match(page.text, /<h1>Signed in as Dana Developer<\/h1>/)
  })

  test('the secret may come from a file', async () => {
    const { client_id, client_secret } = await credentials()
    const file = join(folder, 'client-secret')
    // For the container's user, who is not the one of this machine.
    writeFileSync(file, `${client_secret}\n`, { mode: 0o644 })
    await start('client', { LAB_CLIENT_ID: client_id, LAB_CLIENT_SECRET_FILE: file })
    const { page, clientId } = await signInAtClient()
    equal(clientId, client_id)
    match(page.text, /<h1>Signed in as Dana Developer<\/h1>/)
  })

  test('with a wrong secret the sign-in is refused in words', async () => {
    const { client_id } = await credentials()
    const LAB_CLIENT_SECRET = 'not-the-secret-of-this-client'
    await start('client', { LAB_CLIENT_ID: client_id, LAB_CLIENT_SECRET })
    const { page } = await signInAtClient()
    ok(page.status >= 400, String(page.status))
    match(page.text, /<code>invalid_client<\/code>/)
  })

  test('a problem is named with its variable, and the client does not start', async () => {
    const run = ['run', '--rm', '--no-deps', '--no-TTY', 'client']
    const { code, output } = await lab.compose(run, { LAB_CLIENT_SECRET: 'a-secret-without-an-id' })
    equal(code, 1, output)
    match(output, /LAB_CLIENT_ID/)
    ok(!output.includes('a-secret-without-an-id'))
  })
})

describe('a client id and secret of the resource server given by environment', () => {
  /** A client that may introspect the tokens for this resource. */
  const introspecting = async (resource: string) =>
    registerClient(lab, { grant_types: [], resource }, await initialToken(lab))

  test('reach the running resource server, the secret from a file too: it lets a token in', async () => {
    const { client_id, client_secret } = await introspecting(`${lab.base}/resserver`)
    const credentials = { LAB_RESSERVER_CLIENT_ID: client_id }
    await start('resserver', { ...credentials, LAB_RESSERVER_CLIENT_SECRET: client_secret })
    equal((await askResource()).status, 200)
    const file = join(folder, 'resserver-client-secret')
    writeFileSync(file, `${client_secret}\n`, { mode: 0o644 })
    await start('resserver', { ...credentials, LAB_RESSERVER_CLIENT_SECRET_FILE: file })
    equal((await askResource()).status, 200)
  })

  test('are those that it asks with: a client of another resource learns nothing of a token', async () => {
    const { client_id, client_secret } = await introspecting('https://other.example/')
    const credentials = { LAB_RESSERVER_CLIENT_ID: client_id }
    await start('resserver', { ...credentials, LAB_RESSERVER_CLIENT_SECRET: client_secret })
    const { status, body } = await askResource()
    deepEqual([status, body['error']], [401, 'invalid_token'])
  })

  test('with a wrong secret every request is refused in words', async () => {
    const { client_id } = await introspecting(`${lab.base}/resserver`)
    const LAB_RESSERVER_CLIENT_SECRET = 'not-the-secret-of-this-client'
    await start('resserver', { LAB_RESSERVER_CLIENT_ID: client_id, LAB_RESSERVER_CLIENT_SECRET })
    const { status, body } = await askResource()
    equal(status, 503)
    match(String(body['error_description']), /does not take the credentials of this server/)
    await start('resserver', {})
    equal((await askResource()).status, 200)
  })
})

test('the root to trust comes out of the web server’s container', async () => {
  const file = join(folder, 'root.crt')
  const { code, output } = await lab.compose(['cp', 'webserver:/lab/config/root.crt', file])
  equal(code, 0, output)
  equal(readFileSync(file, 'utf8'), lab.ca)
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

/** Starts a role again with this environment, and nothing else. */
async function start(
  role: 'client' | 'resserver',
  environment: Record<string, string>,
): Promise<void> {
  await lab.keepLogs()
  const up = ['up', '--detach', '--wait', '--no-deps', role]
  const { code, output } = await lab.compose(up, environment)
  equal(code, 0, output)
  await lab.throughWebServer(role)
}

/** Asks the protected resource with a token for it. */
async function askResource(): Promise<Answer> {
  const token = await clientToken(lab, await registerClient(lab))
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' }
  return readAnswer(lab.trustedFetch(`${lab.base}/resserver/protected-resources/`, { headers }))
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
