import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { OAuth2Server } from 'oauth2-mock-server'
import type { ExternalAuthorizationServer } from '@oauth-lab/embedded/embedded-options.ts'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import type { Lab, LabOptions } from '@oauth-lab/embedded/start-lab.ts'
import { openCertificates } from '@oauth-lab/kit/certificate-folder.ts'
import { findFreePort } from '../../../package/free-port.ts'
import { readAnswer } from '../../protocol/support/answer.ts'
import { createBrowser } from '../../protocol/support/browser.ts'
import type { Browser, Page } from '../../protocol/support/browser.ts'
import { startExample } from '../../protocol/support/example.ts'
import { resourceStatuses } from '../../protocol/support/resource-statuses.ts'

suite(
  'the lab’s client and resource server beside an authorization server at its own address',
  () => {
    test('oidc-provider in a realm of its own: sign-in, resources, refresh and log-out', async () => {
      await using place = await besideOidcProvider()
      const { lab, issuer } = place
      const browser = createBrowser(lab.trustedFetch)
      const login = await follow(browser, await browser.open(page(lab, 'login')))
      assert.ok(login.url.href.startsWith(issuer), login.url.href)
      const consent = await submit(browser, login, {
        login: 'nora',
        password: 'any-password-at-all',
      })
      const signedIn = await submit(browser, consent, {})
      assert.match(heading(signedIn), /Signed in as nora/)
      assert.deepEqual(resourceStatuses(signedIn), ['200', '200', '403'])
      const refreshed = await submit(browser, signedIn, { do: 'refresh' })
      assert.deepEqual(resourceStatuses(refreshed), ['200', '200', '403'])
      const question = await submit(browser, refreshed, { do: 'logout' })
      const loggedOut = await submit(browser, question, { logout: 'yes' })
      assert.equal(heading(loggedOut), 'You are logged out')
    })

    test('its issuer is told where the lab’s own would be, in metadata and to the application', async () => {
      await using place = await besideOidcProvider()
      const { lab, issuer } = place
      const wellKnown = '/.well-known/oauth-protected-resource/resserver/protected-resources/'
      const { body } = await get(lab, lab.base + wellKnown)
      assert.deepEqual(body['authorization_servers'], [issuer])
      const config = await get(lab, `${lab.base}/spa/config.json`)
      assert.equal(config.body['issuer'], issuer)
      assert.equal(config.body['prompt'], 'consent')
      assert.equal(config.body['resource'], `${lab.base}/resserver`)
      const file = await lab.trustedFetch(`${lab.base}/assets/lab.css`)
      assert.match(file.headers.get('content-security-policy') ?? '', /connect-src 'self' https:/)
      for (const path of ['authserver/oauth2/token', 'authserver/healthz']) {
        const { status, body: nothing } = await get(lab, `${lab.base}/${path}`)
        assert.equal(status, 404)
        assert.ok(String(nothing['error_description']).includes(issuer))
      }
      await assert.rejects(lab.control.users.list(), /external/)
      await assert.rejects(lab.control.sandboxes.create({}), /no sandboxes/)
    })

    test('another lab: it grants the resource that this lab’s resource server registered there', async () => {
      await using other = await startLab()
      await using lab = await startLab({
        authorizationServer: { issuer: other.issuer, ca: other.ca },
      })
      const browser = createBrowser(lab.trustedFetch)
      await registered(other, 'resserver')
      const signedIn = await signInAt(browser, lab)
      assert.match(heading(signedIn), /Signed in as Dana Developer/)
      assert.deepEqual(resourceStatuses(signedIn), ['200', '200', '403'])
      assert.deepEqual(resourceStatuses(await submit(browser, signedIn, { do: 'refresh' })), [
        '200',
        '200',
        '403',
      ])
      assert.match((await browser.open(page(lab, 'machine'))).text, /This application as a machine/)
    })

    test('another lab where this one was before: its resources are known there, and JWTs count alone', async () => {
      await using other = await startLab()
      const place = {
        port: await findFreePort(),
        authorizationServer: { issuer: other.issuer, ca: other.ca },
      }
      await using before = await startLab(place)
      await registered(other, 'resserver')
      await before.stop()
      // In memory, so that it has no credentials any more; nobody else may take what it registered.
      await using lab = await startLab(place)
      const signedIn = await signInAt(createBrowser(lab.trustedFetch), lab)
      assert.deepEqual(resourceStatuses(signedIn), ['200', '200', '403'])
      const servers = await other.control.clients.list({ client_name: 'resserver' })
      const named = servers.filter(({ resource }) =>
        (resource as string[]).includes(`${lab.base}/resserver`),
      )
      assert.equal(named.length, 1)
    })

    test('a server without registration: the clients are given their ids, and without them say so', async () => {
      await using other = await startLab()
      const settings = { issuer: other.issuer, ca: other.ca }
      const port = await findFreePort()
      const base = `https://localhost:${port}`
      const credentials = await createClients(other, base)
      await other.control.config.put({ registration: 'off' })
      await using nobody = await startLab({ authorizationServer: settings })
      const refused = await createBrowser(nobody.trustedFetch).open(page(nobody, 'login'))
      assert.equal(refused.status, 501)
      assert.match(refused.text, /LAB_CLIENT_ID/)
      const config = await get(nobody, `${nobody.base}/spa/config.json`)
      assert.match(String(config.body['error_description']), /LAB_SPA_CLIENT_ID/)

      await using lab = await startLab({
        port,
        authorizationServer: settings,
        credentials,
      })
      const signedIn = await signInAt(createBrowser(lab.trustedFetch), lab)
      assert.deepEqual(resourceStatuses(signedIn), ['200', '200', '403'])
    })

    test('oauth2-mock-server: JWTs of another typ, audience and scope, by settings', async () => {
      await using place = await besideMockServer({
        tokenTypes: ['JWT'],
        audience: 'api-1',
        resource: 'none',
        resourceScope: 'read',
      })
      const { lab } = place
      const browser = createBrowser(lab.trustedFetch)
      const signedIn = await follow(browser, await browser.open(page(lab, 'login')))
      assert.match(heading(signedIn), /Signed in as johndoe/)
      assert.deepEqual(resourceStatuses(signedIn), ['200', '200', '403'])
      const refreshed = await submit(browser, signedIn, { do: 'refresh' })
      assert.deepEqual(resourceStatuses(refreshed), ['200', '200', '403'])
      const loggedOut = await submit(browser, refreshed, { do: 'logout' })
      assert.equal(heading(loggedOut), 'You are logged out')
    })

    test('without these settings the same tokens are refused, by the check of their type', async () => {
      await using place = await besideMockServer({})
      const { lab } = place
      const browser = createBrowser(lab.trustedFetch)
      const signedIn = await follow(browser, await browser.open(page(lab, 'login')))
      assert.deepEqual(resourceStatuses(signedIn), ['401', '401', '401'])
      assert.match(signedIn.text, /check token\.type/)
    })

    test('a certificate of an unknown authority is not trusted', async () => {
      await using place = await besideMockServer({ ca: undefined })
      const { lab } = place
      const { status, text } = await createBrowser(lab.trustedFetch).open(page(lab, 'login'))
      assert.equal(status, 503)
      assert.match(text, /The connection failed/)
    })

    test('a lab has one authorization server, at one place', async () => {
      await assert.rejects(
        startLab({
          authorizationServer: { issuer: 'https://as.example' },
          externalRoles: { authserver: 'http://127.0.0.1:4000' },
        }),
        /--authserver-url: is set together with --issuer/,
      )
    })
  },
)

async function besideOidcProvider() {
  const tls = await certificateFiles()
  const port = await findFreePort()
  const issuer = `https://localhost:${port}/realms/demo`
  const lab = await startLab({ authorizationServer: { issuer, ca: tls.ca } })
  const program = await startExample('express/authorization-server', {
    origin: lab.origin,
    ca: lab.ca,
    port,
    env: { LAB_ISSUER: issuer, CERTIFICATE: tls.certificate, KEY: tls.key },
  })
  return {
    lab,
    issuer,
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]()
      await lab.stop()
      tls.remove()
    },
  }
}

/** oauth2-mock-server takes any client; who uses it says what its tokens hold. */
async function besideMockServer(settings: Partial<ExternalAuthorizationServer>) {
  const tls = await certificateFiles()
  const server = new OAuth2Server(tls.key, tls.certificate)
  await server.issuer.keys.generate('RS256')
  await server.start(0, 'localhost')
  server.service.on('beforeTokenSigning', ({ payload }) => {
    if (payload['aud'] === undefined) Object.assign(payload, { aud: 'api-1', scope: 'read' })
  })
  const credentials = { clientId: 'c', clientSecret: 's' }
  const lab = await startLab({
    authorizationServer: { issuer: server.issuer.url!, ca: tls.ca, ...settings },
    credentials: { client: credentials, resserver: credentials, spaClientId: 'spa' },
  })
  return {
    lab,
    async [Symbol.asyncDispose]() {
      await lab.stop()
      await server.stop()
      tls.remove()
    },
  }
}

/** A certificate for `localhost` below an authority that is nobody's else. */
async function certificateFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'oauth-lab-issuer-'))
  const { root, leaf } = await openCertificates('localhost')
  const certificate = join(folder, 'leaf.crt')
  const key = join(folder, 'leaf.key')
  writeFileSync(certificate, leaf.certificate)
  writeFileSync(key, leaf.key, { mode: 0o600 })
  return {
    ca: root.certificate,
    certificate,
    key,
    remove: () => rmSync(folder, { recursive: true }),
  }
}

/** The clients of a lab at `base`, registered by hand. */
async function createClients(
  other: Lab,
  base: string,
): Promise<NonNullable<LabOptions['credentials']>> {
  const server = `${base}/resserver`
  const create = async (metadata: object) => {
    const { body } = await readAnswer(
      other.trustedFetch(`${other.issuer}/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(metadata),
      }),
    )
    return { clientId: String(body['client_id']), clientSecret: String(body['client_secret']) }
  }
  return {
    client: await create({
      client_name: 'web page of another lab',
      redirect_uris: [page({ base }, 'callback')],
      post_logout_redirect_uris: [page({ base }, '')],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    }),
    resserver: await create({
      client_name: 'resource server of another lab',
      grant_types: [],
      response_types: [],
      resource: [
        server,
        `${server}/protected-resources/`,
        `${server}/protected-resources-delegated/`,
      ],
    }),
  }
}

function page({ base }: Pick<Lab, 'base'>, path: string): string {
  return `${base}/client/application/${path}`
}

/** Waits until the other lab knows a client of this name that is not its own. */
async function registered(other: Lab, name: string): Promise<void> {
  for (;;) {
    const clients = await other.control.clients.list()
    if (clients.some(({ client_name }) => client_name === name)) return
  }
}

async function signInAt(browser: Browser, lab: Lab): Promise<Page> {
  const login = await follow(browser, await browser.open(page(lab, 'login')))
  const consent = await submit(browser, login, { login: 'developer', password: 'test' })
  const scope = ['profile', 'email', 'offline_access', 'my/scope']
  return submit(browser, consent, { scope, answer: 'allow' })
}

async function submit(
  browser: Browser,
  from: Page,
  fields: Record<string, string | string[]>,
): Promise<Page> {
  return follow(browser, await browser.submit(from, fields))
}

/** Follows redirects from one origin to the other. */
async function follow(browser: Browser, from: Page): Promise<Page> {
  return from.leaves === undefined ? from : follow(browser, await browser.open(from.leaves))
}

function heading({ text }: Page): string {
  return /<h1>(.*?)<\/h1>/.exec(text)?.[1] ?? text.slice(0, 200)
}

async function get(lab: Lab, url: string) {
  return readAnswer(await lab.trustedFetch(url))
}
