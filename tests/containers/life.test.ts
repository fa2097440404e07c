import { deepEqual, equal, match } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { basic, tokenRequest } from '../protocol/support/code-flow.ts'
import { registerClient } from '../protocol/support/place.ts'
import { requireDocker, services, startComposeLab } from './support/compose-lab.ts'
import { missingOf } from './support/traffic.ts'

const lab = await startComposeLab()
after(() => lab.stop())
const form = { grant_type: 'client_credentials', scope: 'my/scope' }

test('a service that stops answers the request that is under way, and ends by itself', async () => {
  const client = await registerClient(lab)
  const request = await beginRequest(basic(client.client_id, client.client_secret))
  const stopped = requireDocker(['stop', lab.container('authserver')])
  await untilDown(`${lab.origin}/authserver/healthz`)
  match(await request.finish(), /^HTTP\/1\.1 200 [^]*"access_token"/)
  await stopped
  equal(await exitCode('authserver'), '0')
  await requireUp()
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

async function requireUp(): Promise<void> {
  const { code, output } = await lab.compose(['up', '--wait'])
  equal(code, 0, output)
}

async function exitCode(service: string): Promise<string> {
  const container = lab.container(service)
  return (await requireDocker(['inspect', '--format', '{{.State.ExitCode}}', container])).trim()
}

/** Until the front door says that the role is down; every attempt is a request. */
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
 * A token request sent from beside the authorization server, all but its last byte, so that it is under
 * way for as long as it has to. `finish` sends the rest and resolves with what came back.
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
