import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import { runLab } from '../run-program.ts'
import { noteSecretsIn } from '../secrets.ts'
import { createBrowser } from './support/browser.ts'
import { allow, signIn } from './support/code-flow.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { register, registerClient } from './support/place.ts'
import { resourceStatuses } from './support/resource-statuses.ts'
import { checksOf, useLab } from './support/use-lab.ts'

const { suite, test } = embeddedOnly('is about a lab without TLS, which has to be started so')

suite('a lab without TLS', () => {
  const used = useLab({ tls: false })

  test('its issuer is http at localhost, and any program reaches it', async () => {
    const { issuer, base } = await used.sandbox()
    match(issuer, /^http:\/\/localhost:\d+\/~\w+\/authserver\/oauth2$/)
    const response = await fetch(`${issuer}/.well-known/openid-configuration`)
    const metadata = (await response.json()) as Record<string, unknown>
    equal(metadata['issuer'], issuer)
    const addresses = Object.values(metadata).filter((one) => String(one).startsWith('http'))
    for (const address of addresses) ok(String(address).startsWith(`${base}/`), String(address))
    equal(used.lab.ca, '')
  })

  test('a client gets a token for itself, and the resource server takes it', async () => {
    const place = await used.sandbox()
    const client = await registerClient(place)
    const response = await fetch(`${place.issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'my/scope' }),
    })
    const token = (await response.json()) as Record<string, string>
    noteSecretsIn(Object.entries(token))
    equal(response.status, 200)
    const resource = `${place.base}/resserver/protected-resources/`
    const ask = async (bearer: string) =>
      (await fetch(resource, { headers: { authorization: `Bearer ${bearer}` } })).status
    equal(await ask(token['access_token']!), 200)
    equal(await ask(`${token['access_token']}x`), 401)
  })

  test('the web client signs a user in by discovery and registration, with cookies that any browser keeps', async () => {
    const { base, trustedFetch } = await used.sandbox()
    const browser = createBrowser(trustedFetch)
    const application = `${base}/client/application/`
    const consent = await signIn(browser, await browser.open(`${application}login`))
    const scopes = ['profile', 'email', 'offline_access', 'my/scope']
    const page = await allow(browser, consent, scopes)
    equal(page.url.href, application)
    match(page.text, /<h1>Signed in as Dana Developer<\/h1>/)
    doesNotMatch(page.text, /\d+ failed/)
    deepEqual(resourceStatuses(page), ['200', '200', '403'])
    const { port } = new URL(base)
    deepEqual([...browser.cookies.keys()].sort(), [
      `authserver-browser-${port}`,
      `authserver-session-${port}`,
      `client-browser-${port}`,
      `client-session-${port}`,
    ])
  })

  test('the machine client asks in its own name, and calls the protected resource', async () => {
    const { base, trustedFetch } = await used.sandbox()
    const browser = createBrowser(trustedFetch)
    const machine = await browser.open(`${base}/client/application/machine`)
    match(machine.text, /The token was fetched for this call/)
    deepEqual(resourceStatuses(machine), ['200'])
  })

  test('no cookie is Secure or SameSite=None, which browsers refuse together with plain HTTP', async () => {
    const { base, control } = await used.sandbox()
    const page = await fetch(`${base}/client/application/`)
    for (const cookie of page.headers.getSetCookie()) {
      match(cookie, /; HttpOnly; SameSite=Lax$/)
      doesNotMatch(cookie, /Secure|__/)
    }
    const { storageState } = await control.browserSessions.create({ user: 'developer' })
    deepEqual(
      storageState.cookies.map(({ secure, sameSite }) => [secure, sameSite]),
      [[false, 'Lax']],
    )
  })

  test('every exchange is recorded with the leniency connection.tls, which is explained', async () => {
    const { base, issuer, control } = await used.sandbox()
    await fetch(`${issuer}/jwks`)
    await fetch(`${base}/resserver/protected-resources/`)
    await fetch(`${base}/client/application/`)
    const { log } = await control.recording.har()
    const roles = new Set(log.entries.map(({ _oauth }) => _oauth.role))
    deepEqual([...roles].sort(), ['authserver', 'client', 'resserver'])
    for (const { _oauth } of log.entries) {
      const told = _oauth.checks.filter(({ id }) => id === 'connection.tls')
      deepEqual(
        told.map(({ outcome }) => outcome),
        ['waived'],
      )
    }
    const page = await fetch(`${base}/explained/connection.tls`, {
      headers: { accept: 'text/html' },
    })
    equal(page.status, 200)
    const text = await page.text()
    match(text, /RFC 6749 §3\.1/)
    match(text, /Start the lab without --http/)
    doesNotMatch(text, /may waive it|No setting waives it/)
  })

  test('a web client may have http addresses at this machine, told as a leniency; at another one none', async () => {
    const place = await used.sandbox()
    const local = { redirect_uris: ['http://localhost:3000/callback'] }
    equal((await register(place, local)).status, 201)
    deepEqual(await checksOf(place, '/register', 'waived'), [
      'connection.tls',
      'redirect-uri.https',
    ])
    const begin = { initiate_login_uri: 'http://localhost:3000/login' }
    equal((await register(place, { ...local, ...begin })).status, 201)
    const other = await register(place, { redirect_uris: ['http://app.example/callback'] })
    equal(other.status, 400)
    equal(other.body['error'], 'invalid_redirect_uri')
  })

  test('a Host that is not its own is refused, so that no page of another name reaches it', async () => {
    const { origin } = used.lab
    const ask = (host: string) =>
      new Promise<number>((resolve, reject) => {
        request(`${origin}/authserver/healthz`, { headers: { host } }, (response) => {
          response.resume()
          resolve(response.statusCode!)
        })
          .on('error', reject)
          .end()
      })
    equal(await ask(new URL(origin).host), 200)
    equal(await ask('attacker.example'), 421)
  })

  test('it has no certificate to renew', async () => {
    const answer = await used.lab.control.renewCertificate().catch((error: Error) => error.message)
    equal(answer, 'This lab does not hold its own certificates.')
  })
})

suite('a lab with TLS', () => {
  const used = useLab()

  test('no exchange of it is told to lack TLS, and its web clients have no http addresses', async () => {
    const place = await used.sandbox()
    const refused = await register(place, { redirect_uris: ['http://localhost:3000/callback'] })
    equal(refused.status, 400)
    const redirect_uris = ['https://app.example/callback']
    const begin = { redirect_uris, initiate_login_uri: 'http://localhost:3000/login' }
    equal((await register(place, begin)).status, 400)
    for (const { checks } of await place.control.checks()) {
      ok(!checks.some(({ id }) => id === 'connection.tls'))
    }
    const page = await place.trustedFetch(`${place.base}/explained/connection.tls`, {
      headers: { accept: 'text/html' },
    })
    equal(page.status, 404)
  })
})

test('without TLS only loopback is listened on and named', async () => {
  const problemsOf = async (options: object) => {
    const problems = await startLab(options).then(
      async (lab) => {
        await lab.stop()
        return []
      },
      (error: unknown) => {
        if (error instanceof ConfigurationError) return error.problems
        throw error
      },
    )
    return problems.map(({ path, message }) => `${path}: ${message}`)
  }
  const passwords = { superuser: 'my-own-one', developer: 'my-own-two' }
  const why =
    'is no loopback address; without TLS (tls: false, --http) only this machine may reach the lab'
  for (const host of ['0.0.0.0', '::', '192.0.2.7']) {
    deepEqual(await problemsOf({ tls: false, host, passwords }), [`host: ${host} ${why}`])
  }
  const published = await problemsOf({
    tls: false,
    host: '127.0.0.1',
    published: '192.0.2.7',
    passwords,
  })
  deepEqual(published, [`published: 192.0.2.7 ${why}`])
  deepEqual(await problemsOf({ tls: false, origin: 'http://lab.example' }), [
    `origin: lab.example ${why}`,
  ])
  deepEqual(await problemsOf({ tls: false, origin: 'https://localhost:1' }), [
    'origin: https://localhost:1 is not an origin without TLS; it looks like http://localhost:8443',
  ])
  deepEqual(await problemsOf({ origin: 'http://localhost:1' }), [
    'origin: http://localhost:1 is plain HTTP, which is off unless asked for (tls: false, --http)',
  ])
  deepEqual(await problemsOf({ tls: 'off' }), ['tls: is true or false'])
  deepEqual(await problemsOf({ tls: false, host: '127.0.0.1' }), [])
})

const work = mkdtempSync(join(tmpdir(), 'lab-plain-http-'))
after(() => rmSync(work, { recursive: true }))

async function lab(...args: string[]): Promise<{ code: number; output: string }> {
  const { code, stdout, stderr } = await runLab(args)
  return { code, output: stdout + stderr }
}

test('./lab up --http says what it is, and so do status, watch and doctor', async (t) => {
  const folder = ['--data', join(work, 'lab')]
  t.after(() => lab('down', ...folder))
  const up = await lab('up', '--http', '--detach', '--port', '0', ...folder)
  equal(up.code, 0, up.output)
  match(up.output, /Without TLS: plain HTTP, on this machine only\. Every recording says so\./)
  match(up.output, /ready http:\/\/localhost:\d+ in/)
  doesNotMatch(up.output, /https:|root\.crt/)

  match((await lab('status', ...folder)).output, /^leniency +without TLS/m)
  const status = JSON.parse((await lab('status', '--json', ...folder)).output) as object
  equal((status as { tls: boolean }).tls, false)

  const token = await lab('token', '--user', 'developer', ...folder)
  equal(token.code, 0, token.output)
  noteSecretsIn([['access_token', token.output.trim()]])

  const doctor = await lab('doctor', ...folder)
  equal(doctor.code, 0, doctor.output)
  match(doctor.output, /note +certificate +without TLS, which is good enough on this machine only/)
  match(doctor.output, /nothing wrong, 1 to note/)

  const recorded = await lab('record', ...folder)
  equal(recorded.output.match(/check connection\.tls/g)?.length, 1, recorded.output)

  for (const verb of ['trust', 'certs']) {
    const { code, output } = await lab(verb, ...folder)
    equal(code, 1)
    match(output, /^lab: http:\/\/localhost:\d+ speaks plain HTTP: /)
  }
  const { ca } = JSON.parse(readFileSync(join(work, 'lab', 'lab.json'), 'utf8')) as { ca: string }
  equal(ca, '')
})

test('./lab up --http is for loopback, and for the embedded lab alone', async () => {
  const reached = await lab('up', '--http', '--host', '0.0.0.0', '--memory', '--data', work)
  equal(reached.code, 1)
  match(reached.output, /host: 0\.0\.0\.0 is no loopback address/)
  const docker = await lab('up', '--http', '--docker')
  equal(docker.code, 2)
  match(docker.output, /--http goes without --docker/)
})
