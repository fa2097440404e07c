import { deepEqual, doesNotMatch, equal, match, notEqual, ok } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { connect } from 'node:tls'
import type { TLSSocket } from 'node:tls'
import { requireLab } from '@oauth-lab/scripts/running-lab.ts'
import { findFreePort } from '../../package/free-port.ts'
import { noteSecret } from '../secrets.ts'
import { startDebugCommand } from '../protocol/support/debug-command.ts'
import { nothingSet, requireDocker } from './support/compose-lab.ts'
import { projectPrefix, removeLeftovers } from './support/leftovers.ts'
import { runLab } from '../run-program.ts'
import type { Result } from '../run-program.ts'

const project = `${projectPrefix}${process.pid}-cli`
const script = join(import.meta.dirname, '../../scripts/lab.ts')
const work = mkdtempSync(join(tmpdir(), 'lab-docker-mode-'))
const data = join(work, 'data')
const passwordFile = join(work, 'developer-password.txt')
const own = { LAB_DEVELOPER_PASSWORD_FILE: passwordFile }
const port = await findFreePort()
const origin = `https://webserver:${port}`
const up = ['up', '--docker', '--port', String(port), '--project', project, '--data', data]

/** What the first up printed. */
let stdout = ''

before(async () => {
  await removeLeftovers()
  noteSecret('chosen-by-me-alone', 'password')
  writeFileSync(passwordFile, 'chosen-by-me-alone\n')
  stdout = await succeeds(up, own)
  match(stdout, new RegExp(`^ready ${origin} in \\d+ ms$`, 'm'))
})

after(async () => {
  await keepLogs()
  await lab(['down', '--volumes', '--data', data])
  rmSync(work, { recursive: true })
})

test('a second up leaves what runs as it is', async () => {
  const before = await startsOf()
  await succeeds(up, own)
  const now = await startsOf()
  // Somebody may have changed a source meanwhile: a service with another image is another one.
  const same = before.filter(({ service, imageId }) =>
    now.some((one) => one.service === service && one.imageId === imageId),
  )
  deepEqual(
    now.filter(({ service }) => same.some((one) => one.service === service)),
    same,
  )
})

test('up prints where everything is, and no password that somebody chose', () => {
  match(stdout, new RegExp(`issuer +${origin}/authserver/oauth2`))
  match(stdout, /^ {2}superuser +SYS /m)
  match(stdout, /^ {2}developer +\(your own\) /m)
  doesNotMatch(stdout, /chosen-by-me-alone/)
  const root = join(data, 'containers', 'root.crt')
  match(stdout, new RegExp(`trusts ${root}$`, 'm'))
  match(readFileSync(root, 'utf8'), /^-----BEGIN CERTIFICATE-----/)
})

test('where webserver does not resolve, up says the hosts line', async (context) => {
  const { code } = await lab(['hosts', '--data', data])
  if (code === 0) return context.skip('webserver resolves on this machine')
  match(stdout, /needs this line .*\n\n {4}127\.0\.0\.1 webserver\n/)
})

test('status tells of each service its state, its health, since when, and its image', async () => {
  const text = await succeeds(['status', '--data', data])
  match(text, new RegExp(`^start page +${origin}/$`, 'm'))
  match(text, new RegExp(`in containers, project ${project}$`, 'm'))
  match(text, /^bootstrap +done +.* ago +\S+\/bootstrap$/m)
  for (const service of ['webserver', 'authserver', 'resserver', 'client', 'control'])
    match(text, new RegExp(`^${service} +healthy +for .* \\S+/${service}$`, 'm'))
  const facts = JSON.parse(await succeeds(['status', '--json', '--data', data])) as {
    running: boolean
    docker: object
    services: { service: string; well: boolean }[]
  }
  deepEqual([facts.running, facts.docker], [true, { project }])
  deepEqual(
    facts.services.filter(({ well }) => !well),
    [],
  )
})

test('a token goes the whole way, with a password that only the containers were told', async () => {
  const text = await succeeds(['token', '--user', 'developer', '--decode', '--data', data])
  noteSecret(text.split('\n')[0], 'access token')
  match(text, new RegExp(`"iss": "${origin}/authserver/oauth2"`))
})

test('clock, sandbox and reset reach the lab in containers', async () => {
  match(await succeeds(['clock', '+1h', '--data', data]), /runs, \+3600 s/)
  match(await succeeds(['clock', '-1h', '--data', data]), /real time/)
  equal(
    await succeeds(['sandbox', 'create', '--id', 'kept', '--lifetime', '1d', '--data', data]),
    `${origin}/~kept\n`,
  )
  equal(await succeeds(['reset', '--data', data]), `reset ${origin}\n`)
})

test('an administrator’s token that is refused is made anew', async () => {
  const path = join(data, 'lab.json')
  const file = JSON.parse(readFileSync(path, 'utf8')) as { token: string }
  writeFileSync(path, JSON.stringify({ ...file, token: 'refused' }))
  match(await succeeds(['sandbox', 'list', '--data', data]), /^kept /m)
  const { token } = JSON.parse(readFileSync(path, 'utf8')) as { token: string }
  noteSecret(token, 'admin token')
  notEqual(token, 'refused')
  equal(statSync(path).mode & 0o777, 0o600)
})

test('a lab that docker compose up started is found by its project, and its file is written', async () => {
  const other = join(work, 'other')
  const before = await lab(['status', '--data', other])
  deepEqual([before.code, before.stdout.split('\n')[0]], [1, `no lab is running on ${other}`])
  const text = await succeeds(['status', '--data', other], { COMPOSE_PROJECT_NAME: project })
  match(text, new RegExp(`^start page +${origin}/$`, 'm'))
  match(await succeeds(['sandbox', 'list', '--data', other]), /^kept /m)
})

test('one folder means one lab; status mentions containers that run besides an embedded one', async (t) => {
  const embedded = join(work, 'embedded')
  const named = { COMPOSE_PROJECT_NAME: project }
  t.after(() => lab(['down', '--data', embedded]))
  await succeeds(['up', '--detach', '--memory', '--port', '0', '--data', embedded])
  const text = await succeeds(['status', '--data', embedded], named)
  match(text, /^running +for .*, as process \d+$/m)
  match(text, new RegExp(`^The lab in containers runs too: project ${project} `, 'm'))
  const containers = await lab(['up', '--docker', '--data', embedded])
  equal(containers.code, 1)
  match(
    containers.stderr,
    /another lab is running on this folder \(https:\/\/localhost:\d+, process/,
  )
  const second = await lab(['up', '--port', '0', '--data', data])
  equal(second.code, 1)
  match(second.stderr, new RegExp(`another lab .* \\(${origin}, containers, project ${project}\\)`))
})

test('logs are one line a request, of all services by time, or of one', async () => {
  const all = (await succeeds(['logs', '--data', data])).trimEnd().split('\n')
  const requests = all.filter((line) => / POST \/authserver\/oauth2\/token 200 \d+ ms /.test(line))
  deepEqual(
    new Set(requests.map((line) => line.slice(13, 23).trim())),
    new Set(['webserver', 'authserver']),
  )
  const times = all.map((line) => line.slice(0, 12)).filter((time) => /^\d\d:/.test(time))
  // A roles' line is written a moment after its time.
  equal(times.length, all.length)
  const webServer = await succeeds(['logs', 'gateway', '--json', '--data', data])
  for (const line of webServer
    .trimEnd()
    .split('\n')
    .filter((one) => one.startsWith('{')))
    equal((JSON.parse(line) as { role: string }).role, 'webserver')
  match(await succeeds(['logs', 'bootstrap', '--data', data]), /certificate good until/)
})

test('followed logs go on with what comes, until Ctrl-C', { timeout: 60_000 }, async (t) => {
  const child = spawn(process.execPath, [script, 'logs', 'webserver', '--follow', '--data', data])
  t.after(() => child.kill())
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  await lines.next()
  const { control } = await requireLab(data)
  const asked = control('kept').clock.get()
  for (;;) {
    const { value, done } = await lines.next()
    if (done || value.includes('GET /~kept/control/api/clock 200')) break
  }
  await asked
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  equal((await ended)[0], 0)
})

test('the debug log tells each step of a request, and is off when the command has ended', async () => {
  const debug = await startDebugCommand([process.execPath, script], ['--data', data])
  const { control, fetch } = await requireLab(data)
  const secret = 'no-secret-of-that-client'
  noteSecret(secret, 'client_secret')
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'nobody',
    client_secret: secret,
  })
  const response = await fetch(`${origin}/authserver/oauth2/token`, { method: 'POST', body })
  equal(response.status, 400)
  await response.arrayBuffer()
  const text = await debug.next(/POST \/authserver\/oauth2\/token {2}400/)
  match(
    text,
    /^ {2}parameters +grant_type=client_credentials client_id=nobody client_secret=\(hidden\)$/m,
  )
  match(text, /^ {2}held +client\.identified: /m)
  match(text, /^ {2}FAILED +client\.known: .* RFC 6749 §5\.2$/m)
  match(text, /^ {2}answer +refused: invalid_client$/m)
  await debug.stop()
  deepEqual(await control().debugLog.get(), { until: null })
})

test('renewing gives new connections a new certificate, and old ones finish their request', async () => {
  const old = await openConnection()
  const shown = old.getPeerX509Certificate()!.fingerprint256
  const body = 'grant_type=client_credentials'
  old.write(
    `POST /authserver/oauth2/token HTTP/1.1\r\nhost: webserver:${port}\r\nconnection: close\r\n` +
      `content-type: application/x-www-form-urlencoded\r\ncontent-length: ${body.length}\r\n\r\n`,
  )
  const text = await succeeds(['certs', 'renew', '--data', data])
  const fresh = await openConnection()
  const renewed = fresh.getPeerX509Certificate()!.fingerprint256
  fresh.destroy()
  notEqual(renewed, shown)
  match(text, new RegExp(`SHA-256 +${renewed}`))
  old.write(body)
  match(await readAll(old), /^HTTP\/1\.1 400 [^]*invalid_client/)
})

test('flags of the embedded lab are refused with --docker, and those of containers without', async () => {
  const { code, stderr } = await lab(['up', '--docker', '--memory', '--detach', '--origin', origin])
  equal(code, 2)
  for (const flag of ['--memory', '--detach', '--origin'])
    match(stderr, new RegExp(`^lab: ${flag} goes without --docker`, 'm'))
  const embedded = await lab(['up', '--bind', '0.0.0.0', '--data', data])
  equal(embedded.code, 2)
  match(embedded.stderr, /^lab: --bind goes with --docker/)
  equal((await lab(['up', '--docker', '--port', '0'])).code, 2)
})

test('with a bind that others reach and the public passwords, up refuses and names what to set', async () => {
  const place = ['--project', `${project}-open`, '--data', join(work, 'open')]
  const result = await lab(['up', '--docker', ...place], { LAB_BIND: '0.0.0.0' })
  deepEqual([result.code, result.stdout], [1, ''])
  match(result.stderr, /LAB_ADMIN_PASSWORD: set one of your own: with LAB_BIND=0\.0\.0\.0/)
  match(result.stderr, /LAB_DEVELOPER_PASSWORD: set one of your own/)
  equal(await containersOf(`${project}-open`), '')
})

test('without docker, and without an engine that answers, up says what to do', async () => {
  const missing = await lab(['up', '--docker', '--data', join(work, 'none')], { PATH: work })
  equal(missing.code, 1)
  match(missing.stderr, /^lab: there is no docker on the PATH; install Docker .*\.\/lab up$/m)
  const silent = await lab(['up', '--docker', '--data', join(work, 'none')], {
    DOCKER_HOST: `unix://${join(work, 'nobody.sock')}`,
  })
  equal(silent.code, 1)
  match(silent.stderr, /^lab: the Docker engine does not answer; start it /m)
  const { code, stdout } = await lab(['status', '--data', join(work, 'none')], { PATH: work })
  deepEqual([code, stdout.split('\n')[0]], [1, `no lab is running on ${join(work, 'none')}`])
})

test('a port that is taken is told before anything is made', async () => {
  const taken = createServer()
  await once(taken.listen(0, '127.0.0.1'), 'listening')
  const { port: number } = taken.address() as AddressInfo
  const place = ['--project', `${project}-port`, '--data', join(work, 'port')]
  const { code, stderr } = await lab(['up', '--docker', '--port', String(number), ...place])
  taken.close()
  equal(code, 1)
  match(stderr, new RegExp(`port ${number} of 127\\.0\\.0\\.1 is in use; .*--port`))
  equal(await containersOf(`${project}-port`), '')
})

test('an external program at an address that means its container is refused with the right one', async () => {
  const flags = ['--resserver-url', 'http://localhost:4000', '--project', `${project}-own`]
  const { code, stderr } = await lab(['up', '--docker', '--port', String(port + 1), ...flags])
  equal(code, 1)
  match(stderr, /http:\/\/host\.docker\.internal:4000 leads to this machine/)
})

test('an issuer at localhost, and a CA file that is not there, are told before anything is made', async () => {
  const place = ['--project', `${project}-issuer`, '--data', join(work, 'issuer')]
  const up = ['up', '--docker', '--port', String(port + 1), ...place]
  const inside = await lab([...up, '--issuer', 'https://localhost:4000/realms/demo'])
  equal(inside.code, 1)
  match(inside.stderr, /LAB_ISSUER: .*an issuer like https:\/\/host\.docker\.internal:4000\/realms/)
  const ca = join(work, 'no-ca.crt')
  const absent = await lab([...up, '--issuer', 'https://as.example', '--issuer-ca', ca])
  equal(absent.code, 1)
  ok(absent.stderr.includes(`LAB_ISSUER_CA_FILE: ${ca} is not there`), absent.stderr)
  equal(await containersOf(`${project}-issuer`), '')
})

test('a service that does not start is named with its last lines, and nothing stays', async () => {
  const place = ['--project', `${project}-bad`, '--data', join(work, 'bad')]
  const { code, stderr } = await lab(
    ['up', '--docker', '--port', String(await findFreePort()), ...place],
    { LAB_CLIENT_ID: 'without-a-secret' },
  )
  equal(code, 1)
  match(stderr, /^client: .*, started again /m)
  match(stderr, /^ {4}LAB_CLIENT_SECRET: /m)
  match(stderr, /^lab: the lab did not start: client$/m)
  equal(await containersOf(`${project}-bad`), '')
  await requireDocker(['volume', 'rm', ...(await volumesOf(`${project}-bad`))])
})

test('down keeps the data, and down --volumes forgets them', async () => {
  await keepLogs()
  match(await succeeds(['down', '--data', data]), /its data stay in volumes/)
  equal(await containersOf(project), '')
  equal(existsSync(join(data, 'lab.json')), false)
  equal(await succeeds(['down', '--data', data]), `no lab is running on ${data}\n`)
  await succeeds(up, own)
  match(await succeeds(['sandbox', 'list', '--data', data]), /^kept /m)
  await keepLogs()
  match(await succeeds(['down', '--volumes', '--data', data]), /its data are forgotten/)
  deepEqual(await volumesOf(project), [])
  equal(existsSync(join(data, 'containers')), false)
})

/** Runs a command to its end; what the person who runs the tests has set does not reach it. */
function lab(args: string[], environment: Record<string, string> = {}): Promise<Result> {
  const { COMPOSE_PROJECT_NAME: _, COMPOSE_FILE: __, LAB_DATA: ___, ...inherited } = process.env
  const env = { ...inherited, ...nothingSet, LAB_PORT: '', ...environment }
  return runLab(args, { env, timeout: 300_000 })
}

async function succeeds(args: string[], environment?: Record<string, string>): Promise<string> {
  const { code, stdout, stderr } = await lab(args, environment)
  equal(code, 0, `${args.join(' ')}\n${stdout}\n${stderr}`)
  return stdout
}

interface Start {
  service: string
  imageId: string
  startedAt: string
}

/** When each container was started, without bootstrap, which runs at every start. */
async function startsOf(): Promise<Start[]> {
  const text = await succeeds(['status', '--json', '--data', data])
  const { services } = JSON.parse(text) as { services: Start[] }
  return services
    .filter(({ service }) => service !== 'bootstrap')
    .map(({ service, imageId, startedAt }) => ({ service, imageId, startedAt }))
}

function containersOf(name: string): Promise<string> {
  const filter = `label=com.docker.compose.project=${name}`
  return requireDocker(['ps', '--all', '--quiet', '--filter', filter])
}

async function volumesOf(name: string): Promise<string[]> {
  const filter = `label=com.docker.compose.project=${name}`
  const text = await requireDocker(['volume', 'ls', '--quiet', '--filter', filter])
  return text.split('\n').filter(Boolean)
}

/** Keeps what the containers wrote for the search of the logs. */
async function keepLogs(): Promise<void> {
  const folder = process.env['LAB_TEST_LOGS']
  if (folder === undefined || !existsSync(join(data, 'lab.json'))) return
  const path = join(folder, `${project}-${Date.now()}.log`)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, await succeeds(['logs', '--json', '--data', data]))
}

async function openConnection(): Promise<TLSSocket> {
  const ca = readFileSync(join(data, 'containers', 'root.crt'))
  const socket = connect({ host: '127.0.0.1', port, servername: 'webserver', ca })
  await once(socket, 'secureConnect')
  return socket
}

async function readAll(socket: TLSSocket): Promise<string> {
  let text = ''
  for await (const chunk of socket) text += String(chunk)
  return text
}
