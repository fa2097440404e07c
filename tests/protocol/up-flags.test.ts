import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { noteSecret } from '../secrets.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { runLab } from '../run-program.ts'

const { test } = embeddedOnly('starts embedded labs by the command line')
const work = mkdtempSync(join(tmpdir(), 'lab-up-flags-'))
after(() => rmSync(work, { recursive: true }))

test('with an address that others reach and the public passwords the lab does not start', async () => {
  const { code, stdout, stderr } = await lab(['up', '--host', '0.0.0.0', '--port', '0', '--memory'])
  deepEqual([code, stdout], [1, ''])
  match(stderr, /LAB_ADMIN_PASSWORD: set one of your own: with --host 0\.0\.0\.0/)
  match(stderr, /LAB_DEVELOPER_PASSWORD: set one of your own/)
})

test('an address that this machine does not have is told', async () => {
  const own = { LAB_ADMIN_PASSWORD: 'my-own-one', LAB_DEVELOPER_PASSWORD: 'my-own-two' }
  const { code, stderr } = await lab(['up', '--host', '192.0.2.7', '--port', '0', '--memory'], own)
  equal(code, 1)
  match(stderr, /host: 192\.0\.2\.7 is no address of this machine/)
})

test('a password of one’s own is shown nowhere, and the command line knows it', async (t) => {
  const data = join(work, 'passwords')
  noteSecret('my-own-two', 'password')
  t.after(() => lab(['down', '--data', data]))
  const started = await lab(['up', '--detach', '--port', '0', '--data', data], {
    LAB_DEVELOPER_PASSWORD: 'my-own-two',
  })
  equal(started.code, 0, started.stderr)
  match(started.stdout, /^ {2}developer +\(your own\) /m)
  doesNotMatch(started.stdout, /my-own-two/)
  const { code, stdout, stderr } = await lab(['token', '--user', 'developer', '--data', data])
  equal(code, 0, stderr)
  noteSecret(stdout.trim(), 'access token')
})

test('each command in a blank lab says what is missing, and where to create it', async (t) => {
  const data = join(work, 'blank')
  const inLab = (...args: string[]) => lab([...args, '--data', data])
  t.after(() => inLab('down'))
  const started = await inLab('up', '--detach', '--port', '0', '--blank')
  equal(started.code, 0, started.stderr)
  const [, origin] = /^ready (\S+)/m.exec(started.stdout)!
  const portal = `${origin}/authserver/admin/`
  for (const role of ['authserver', 'client', 'resserver']) {
    match(started.stdout, new RegExp(`^ +${origin}/${role}/admin/$`, 'm'))
  }
  match(
    (await inLab('status')).stdout,
    new RegExp(`^missing +a server definition: ${portal}$`, 'm'),
  )
  const doctor = await inLab('doctor')
  equal(doctor.code, 0, doctor.stdout)
  match(doctor.stdout, new RegExp(`create a server definition at ${portal}$`, 'm'))
  for (const args of [['token'], ['token', '--user', 'developer'], ['postman-env']]) {
    const { code, stdout, stderr } = await inLab(...args)
    deepEqual([code, stdout], [1, ''])
    match(stderr, new RegExp(`no definition yet; create one at ${portal}$`, 'm'))
  }

  const file = JSON.parse(readFileSync(join(data, 'lab.json'), 'utf8')) as Record<string, string>
  const trust = createTrust(file['ca']!)
  t.after(() => trust.close())
  const headers = {
    authorization: `Bearer ${file['token']}`,
    'content-type': 'application/json',
  }
  const { status } = await trust.fetch(`${origin}/control/api/config`, {
    method: 'PUT',
    headers,
    body: '{}',
  })
  equal(status, 201)
  const defined = JSON.parse((await inLab('status', '--json')).stdout) as Record<string, unknown>
  deepEqual([defined['blank'], defined['defined']], [true, true])
  for (const args of [['token'], ['token', '--user', 'developer'], ['postman-env']]) {
    const { code, stderr } = await inLab(...args)
    equal(code, 1)
    match(stderr, new RegExp(`there is no client (postman|cli); .*${portal}`))
  }
})

test('blank and what a lab begins with exclude each other', async () => {
  const flags = ['--blank', '--issuer', 'https://as.example/', '--memory', '--port', '0']
  const { code, stderr } = await lab(['up', ...flags], {
    LAB_CLIENT_ID: 'a',
    LAB_CLIENT_SECRET: 'b',
  })
  equal(code, 1)
  match(stderr, /credentials: is set together with blank/)
  match(stderr, /authorizationServer\.issuer: is set together with blank/)
})

test('an external program stands at a role’s place, and is asked with the whole path', async (t) => {
  const data = join(work, 'own-role')
  const program = createServer(({ url, headers }, response) => {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ url, host: headers['x-forwarded-host'] }))
  })
  await once(program.listen(0, '127.0.0.1'), 'listening')
  const { port } = program.address() as AddressInfo
  t.after(async () => {
    await lab(['down', '--data', data])
    program.close()
  })
  const flags = ['--resserver-url', `http://127.0.0.1:${port}/`]
  const started = await lab(['up', '--detach', '--port', '0', '--data', data, ...flags])
  equal(started.code, 0, started.stderr)
  const { origin, ca } = JSON.parse(readFileSync(join(data, 'lab.json'), 'utf8')) as {
    origin: string
    ca: string
  }
  const trust = createTrust(ca)
  const response = await trust.fetch(`${origin}/resserver/protected-resources/?a=b`)
  deepEqual(await response.json(), {
    url: '/resserver/protected-resources/?a=b',
    host: new URL(origin).host,
  })
  await trust.close()
})

test('every address of a program that is no scheme, host and port is named', async () => {
  const flags = ['--resserver-url', 'http://localhost:4000/path', '--client-url', 'localhost:4000']
  const { code, stderr } = await lab(['up', '--port', '0', '--memory', ...flags])
  equal(code, 1)
  match(stderr, /--resserver-url: http:\/\/localhost:4000\/path is no URL like/)
  match(stderr, /--client-url: localhost:4000 is no URL like/)
})

/** Runs a command with these variables besides. */
const lab = (args: string[], environment: Record<string, string> = {}) =>
  runLab(args, { env: { ...process.env, ...environment } })

test('with --mtls-port the metadata name where clients may show a certificate', async (t) => {
  const data = join(work, 'mtls')
  t.after(() => lab(['down', '--data', data]))
  const flags = ['--detach', '--memory', '--port', '0', '--data', data]
  const started = await lab(['up', '--mtls-port', '0', ...flags])
  equal(started.code, 0, started.stderr)
  const file = JSON.parse(readFileSync(join(data, 'lab.json'), 'utf8')) as Record<string, string>
  const trust = createTrust(file['ca']!)
  const issuer = `${file['origin']}/authserver/oauth2`
  const response = await trust.fetch(`${issuer}/.well-known/openid-configuration`)
  const { mtls_endpoint_aliases: aliases } = (await response.json()) as {
    mtls_endpoint_aliases: { token_endpoint: string }
  }
  match(aliases.token_endpoint, /^https:\/\/localhost:\d+\/authserver\/oauth2\/token$/)
  doesNotMatch(aliases.token_endpoint, new RegExp(`^${file['origin']}/`))
  await trust.close()
})

test('without TLS nobody can show a certificate: --http and --mtls-port contradict each other', async () => {
  const flags = ['--memory', '--port', '0', '--data', join(work, 'plain-mtls')]
  const { code, stderr } = await lab(['up', '--http', '--mtls-port', '0', ...flags])
  equal(code, 1)
  match(stderr, /mtlsPort: a lab without TLS shows and sees no certificate/)
})
