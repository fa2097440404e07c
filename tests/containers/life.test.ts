import { deepEqual, equal, fail, match } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ServerResponse } from 'node:http'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { roles } from '@oauth-lab/webserver/routes.ts'
import { basic, tokenRequest } from '../protocol/support/code-flow.ts'
import { registerClient } from '../protocol/support/place.ts'
import { requireDocker, services, startComposeLab } from './support/compose-lab.ts'
import type { Service } from './support/compose-lab.ts'
import { openHostProgram } from './support/host-program.ts'
import { beginThroughWebServer } from './support/slow-request.ts'
import { missingOf } from './support/traffic.ts'

/** Stands in the resource server's place, and answers for its resource when the test lets it. */
const asked = Promise.withResolvers<ServerResponse>()
const resource = await openHostProgram(({ url }, response) => {
  if (url === '/resserver/protected-resources/') asked.resolve(response)
  else response.end()
})
const lab = await startComposeLab({ environment: { LAB_RESSERVER_URL: resource.url } })
after(async () => {
  resource.close()
  await lab.stop()
})
const form = { grant_type: 'client_credentials', scope: 'my/scope' }

test('a service that stops answers the request that is under way, and ends by itself', async () => {
  const client = await registerClient(lab)
  const request = await beginRequest(basic(client.client_id, client.client_secret))
  const stopped = requireDocker(['stop', lab.container('authserver')])
  await untilDown(`${lab.origin}/authserver/healthz`)
  match(await request.finish(), /^HTTP\/1\.1 200 [^]*"access_token"/)
  await stopped
  equal(await exitCode('authserver'), '0')
  await requireUp('authserver')
})

test('a web server that stops answers the request that is under way through it, and ends by itself', async () => {
  const { client_id, client_secret } = await registerClient(lab)
  const authorization = basic(client_id, client_secret)
  const request = await beginThroughWebServer(lab, '/authserver/oauth2/token', {
    form,
    authorization,
  })
  const stopped = lab.compose(['stop', 'webserver'])
  await untilClosed()
  match(await request.finish(), /^HTTP\/1\.1 200 [^]*"access_token"/)
  equal((await stopped).code, 0)
  equal(await exitCode('webserver'), '0')
  await requireUp('webserver')
})

test('a service behind the web server that stops answers the request that is under way through both', async () => {
  const page = readPage(`${lab.base}/client/application/machine`)
  // The client asks for the resource, so the page is under way in it.
  const held = await Promise.race([asked.promise, page.then(({ text }) => fail(text))])
  const stopped = lab.compose(['stop', 'client'])
  await untilDown(`${lab.origin}/client/healthz`)
  held.setHeader('content-type', 'application/json').end('{"held":"until the client stops"}')
  const { status, text } = await page
  equal(status, 200)
  match(text, /until the client stops/)
  equal((await stopped).code, 0)
  equal(await exitCode('client'), '0')
  await requireUp('client')
})

test('every service that is stopped ends by itself: none has to be killed', async () => {
  await lab.compose(['stop'])
  for (const service of services) {
    equal(await exitCode(service), '0', service)
  }
  await requireUp()
})

test('what the lab keeps is there after down and up: tokens, clients, users, and whom to trust', async () => {
  const client = await registerClient(lab)
  const tokens: string[] = []
  for (let n = 0; n < 10; n += 1) {
    const { status, body } = await tokenRequest(lab, client, form)
    equal(status, 200)
    tokens.push(String(body['access_token']))
  }
  await lab.control.users.create({ username: 'keeper', password: 'p-keeper' })
  await lab.keepLogs()
  await lab.compose(['down'])
  await requireUp()
  const root = ['exec', lab.container('control'), 'cat', '/lab/config/root.crt']
  equal(await requireDocker(root), lab.ca)
  const kept = { tokens, clients: [client], users: ['keeper', 'developer', 'superuser'] }
  deepEqual(await missingOf(lab, client, kept), [])
})

async function requireUp(...wanted: Service[]): Promise<void> {
  const alone = wanted.length === 0 ? [] : ['--no-deps', ...wanted]
  const { code, output } = await lab.compose(['up', '--wait', ...alone])
  equal(code, 0, output)
  for (const role of roles) await lab.throughWebServer(role)
}

async function exitCode(service: string): Promise<string> {
  const container = lab.container(service)
  return (await requireDocker(['inspect', '--format', '{{.State.ExitCode}}', container])).trim()
}

async function readPage(url: string): Promise<{ status: number; text: string }> {
  const response = await lab.trustedFetch(url)
  return { status: response.status, text: await response.text() }
}

/** Until nobody takes a connection at the web server; every attempt is one. */
async function untilClosed(): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end;) {
    const trust = createTrust(lab.ca, { hosts: { webserver: lab.address } })
    try {
      await trust
        .fetch(`${lab.origin}/assets/tokens.css`)
        .then((response) => response.arrayBuffer())
    } catch {
      return
    } finally {
      await trust.close()
    }
  }
  throw new Error('the web server takes connections although it is stopping')
}

/** Until the web server says that the role is down; every attempt is a request. */
async function untilDown(url: string): Promise<void> {
  const trust = createTrust(lab.ca, { hosts: { webserver: lab.address } })
  try {
    for (const end = Date.now() + 30_000; Date.now() < end;) {
      const { status } = await trust.fetch(url).then(async (response) => {
        await response.arrayBuffer()
        return response
      })
      if (status === 502 || status === 503) return
    }
  } finally {
    await trust.close()
  }
  throw new Error(`${url} answers although its role is stopping`)
}

/**
 * A token request from beside the authorization server without its last byte. It is under way for
 * as long as it has to. `finish` sends the rest and resolves with what came back.
 */
async function beginRequest(authorization: string): Promise<{ finish(): Promise<string> }> {
  const { host } = new URL(lab.origin)
  const body = new URLSearchParams(form).toString()
  const head = [
    'POST /authserver/oauth2/token HTTP/1.1',
    `Host: ${host}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
    `Authorization: ${authorization}`,
    'Connection: close',
  ].join('\r\n')
  const script = `
    const socket = require('node:net').connect(3000, 'authserver')
    socket.on('error', (error) => { console.log(error.message); process.exit(1) })
    socket.setEncoding('latin1').on('data', (part) => process.stdout.write(part))
    socket.on('end', () => process.exit(0))
    const [head, body] = JSON.parse(process.env.REQUEST)
    socket.write(head + '\\r\\n\\r\\n' + body.slice(0, -1), () => console.log('under way'))
    process.stdin.once('data', () => socket.write(body.slice(-1)))`
  const request = JSON.stringify([head, body])
  const run = ['--env', 'REQUEST', lab.container('client'), 'node', '-e', script]
  const child = spawn('docker', ['exec', '--interactive', ...run], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, REQUEST: request },
  })
  const lines = createInterface(child.stdout)
  const written: string[] = []
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    lines.once('line', (line) => {
      lines.on('line', (next) => written.push(next))
      if (line === 'under way') resolve()
      else reject(new Error(line))
    })
  })
  return {
    async finish() {
      child.stdin.write('\n')
      await ended
      return written.join('\n')
    },
  }
}
