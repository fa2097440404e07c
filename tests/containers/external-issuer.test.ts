import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openCertificates } from '@oauth-lab/kit/certificate-folder.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { findFreePort } from '../../package/free-port.ts'
import { readAnswer } from '../protocol/support/answer.ts'
import { createBrowser } from '../protocol/support/browser.ts'
import type { Page } from '../protocol/support/browser.ts'
import { startExample } from '../protocol/support/example.ts'
import { resourceStatuses } from '../protocol/support/resource-statuses.ts'
import { docker, nothingSet, startComposeLab } from './support/compose-lab.ts'
import { machineAddress } from './support/host-program.ts'
import { runLab } from '../run-program.ts'

const work = mkdtempSync(join(tmpdir(), 'lab-issuer-'))
after(() => rmSync(work, { recursive: true }))
const certificates = await openCertificates('host.docker.internal')
const authority = certificates.root.certificate
const file = (name: string, text: string, mode: number) => {
  const path = join(work, name)
  writeFileSync(path, text, { mode })
  return path
}
const certificate = file('issuer.crt', certificates.leaf.certificate, 0o644)
const key = file('issuer.key', certificates.leaf.key, 0o600)
// The containers' user reads it, and is nobody here.
const ca = file('ca.crt', authority, 0o644)
chmodSync(work, 0o755)

const address = await machineAddress()
const issuer = `https://host.docker.internal:${await findFreePort()}/realms/demo`
const lab = await startComposeLab({
  environment: { LAB_ISSUER: issuer, LAB_ISSUER_CA_FILE: ca },
})
after(() => lab.stop())
lab.writeLabFile(join(work, 'lab.json'))
const { fetch, close } = createTrust(lab.ca, {
  hosts: { webserver: lab.address, 'host.docker.internal': address },
  timeout: 40_000,
  also: authority,
})
after(close)
const resource = `${lab.base}/resserver`
const url = `${resource}/protected-resources/`

test('while nothing answers at the issuer, each role says so from inside its container', async () => {
  const { wrong } = await doctor()
  const { port } = new URL(issuer)
  deepEqual(
    wrong,
    ['resserver', 'client', 'control'].map(
      (role) => `${role}: port: nothing answers on port ${port}`,
    ),
  )
})

await test('beside oidc-provider on this machine', async (t) => {
  const program = await startExample('express/authorization-server', {
    origin: lab.origin,
    ca: lab.ca,
    port: Number(new URL(issuer).port),
    env: { LAB_ISSUER: issuer, CERTIFICATE: certificate, KEY: key, HOST: address },
  })
  t.after(() => program[Symbol.asyncDispose]())

  await t.test('resource metadata and the application name its issuer', async () => {
    const wellKnown = '/.well-known/oauth-protected-resource/resserver/protected-resources/'
    const { body } = await get(lab.origin + wellKnown)
    deepEqual(body['authorization_servers'], [issuer])
    const config = await get(`${lab.base}/spa/config.json`)
    equal(config.body['issuer'], issuer, JSON.stringify(config.body))
    ok(config.body['client_id'])
  })

  await t.test('nothing is mounted at /authserver; the answer names the issuer', async () => {
    for (const path of ['authserver/oauth2/token', 'authserver/healthz']) {
      const { status, body } = await get(`${lab.base}/${path}`)
      equal(status, 404)
      ok(String(body['error_description']).includes(issuer))
    }
  })

  await t.test('the resource server lets a token of this issuer in, and no other', async () => {
    const { registration_endpoint, token_endpoint } = await metadata()
    const client = await post(registration_endpoint, {
      redirect_uris: [],
      response_types: [],
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'client_secret_post',
      scope: 'my/scope',
    })
    const { client_id, client_secret } = client.body as Record<string, string>
    const credentials = { client_id: client_id!, client_secret: client_secret! }
    const asked = { grant_type: 'client_credentials', scope: 'my/scope', resource }
    const granted = await post(token_endpoint, new URLSearchParams({ ...asked, ...credentials }))
    const token = granted.body['access_token'] as string
    const { status, body } = await get(url, token)
    equal(status, 200, JSON.stringify(body))
    const other = await get(url, 'not-a-token')
    deepEqual([other.status, other.body['error']], [401, 'invalid_token'])
  })

  await t.test('a person signs in there, and the web client reads the resources', async () => {
    const browser = createBrowser(fetch)
    const follow = async (page: Page): Promise<Page> =>
      page.leaves === undefined ? page : follow(await browser.open(page.leaves))
    const login = await follow(await browser.open(`${lab.base}/client/application/login`))
    ok(login.url.href.startsWith(issuer), login.text)
    const fields = { login: 'nora', password: 'any-password-at-all' }
    const consent = await follow(await browser.submit(login, fields))
    const signedIn = await follow(await browser.submit(consent, {}))
    match(signedIn.text, /<h1>Signed in as nora/)
    // Its token is for the resource server, not for UserInfo.
    deepEqual(resourceStatuses(signedIn), ['200', '200', '403'])
  })

  await t.test('doctor finds nothing wrong, from here and from inside each role', async () => {
    const { wrong, places } = await doctor()
    deepEqual(wrong, [])
    const inside = places.filter(({ place }) =>
      place.endsWith(`the authorization server ${issuer}`),
    )
    for (const role of ['resserver', 'client', 'control'])
      ok(
        inside.some(({ place }) => place.startsWith(`inside ${role},`)),
        role,
      )
  })
})

test('an issuer at localhost is refused: in a container that is the container itself', async () => {
  const project = ['compose', '--env-file', '/dev/null', '--project-name', `${lab.name}-refused`]
  const set = { ...nothingSet, LAB_ISSUER: 'https://localhost:4000/realms/demo' }
  try {
    const run = ['run', '--rm', 'bootstrap']
    const { code, output } = await docker([...project, ...run], set)
    equal(code, 1, output)
    match(
      output,
      /LAB_ISSUER: in a container localhost is the container itself; .*host\.docker\.internal:4000/,
    )
  } finally {
    await docker([...project, 'down', '--volumes'], set)
  }
})

interface Place {
  place: string
  findings: { probe: string; state: string; says: string }[]
}

/** What is wrong inside containers, as `service: probe: says`. */
async function doctor(): Promise<{ wrong: string[]; places: Place[] }> {
  const { stdout } = await runLab(['doctor', '--json', '--data', work])
  const { places } = JSON.parse(stdout) as { places: Place[] }
  const wrong = places.flatMap(({ place, findings }) => {
    const service = /^inside (\w+)/.exec(place)?.[1]
    return service === undefined
      ? []
      : findings
          .filter(({ state }) => state === 'wrong')
          .map(({ probe, says }) => `${service}: ${probe}: ${says}`)
  })
  return { wrong, places }
}

/** By discovery (OpenID Connect Discovery §4). */
async function metadata(): Promise<Record<string, unknown>> {
  const { body } = await get(`${issuer}/.well-known/openid-configuration`)
  equal(body['issuer'], issuer)
  return body
}

function post(address: unknown, document: object) {
  const isForm = document instanceof URLSearchParams
  return readAnswer(
    fetch(String(address), {
      method: 'POST',
      ...(!isForm && { headers: { 'content-type': 'application/json' } }),
      body: isForm ? document : JSON.stringify(document),
    }),
  )
}

function get(address: string, token?: string) {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (token !== undefined) headers['authorization'] = `Bearer ${token}`
  return readAnswer(fetch(address, { headers }))
}
