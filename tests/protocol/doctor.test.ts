import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createPlainServer, request } from 'node:http'
import { createServer } from 'node:https'
import type { RequestListener } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { execa } from 'execa'
import { Provider } from 'oidc-provider'
import { createLeaf, createRoot } from '@oauth-lab/kit/certificate-issuer.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import type { LabFile } from '@oauth-lab/scripts/lab-file.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { runLab } from '../run-program.ts'

const { suite, test } = embeddedOnly('examines labs and servers of its own')
const script = join(import.meta.dirname, '../../scripts/lab.ts')
const work = mkdtempSync(join(tmpdir(), 'lab-doctor-'))
after(() => rmSync(work, { recursive: true, force: true }))

const lab = (...args: string[]) => runLab(args)

interface Finding {
  probe: string
  state: string
  says: string
  seen?: string
  expected?: string
  fix?: string
}

interface Diagnosis {
  code: number
  findings: Finding[]
  /** `probe: says` of everything that is wrong. */
  wrong: string[]
}

async function doctor(...args: string[]): Promise<Diagnosis> {
  const { code, stdout, stderr } = await lab('doctor', '--json', ...args)
  assert.equal(stderr, '')
  const { healthy, places } = JSON.parse(stdout) as {
    healthy: boolean
    places: { findings: Finding[] }[]
  }
  const findings = places.flatMap((place) => place.findings)
  const bad = findings.filter(({ state }) => state === 'wrong')
  for (const { seen, expected, fix } of bad) {
    assert.ok(seen && expected && fix, 'what was seen, what was expected, and what fixes it')
    assert.ok(!fix.includes('\n'), 'one line')
  }
  assert.deepEqual([code, healthy], [bad.length === 0 ? 0 : 1, bad.length === 0])
  return { code, findings, wrong: bad.map(({ probe, says }) => `${probe}: ${says}`) }
}

/** Has a server listen on loopback until the test ends. */
async function open(server: Server): Promise<{ port: number } & AsyncDisposable> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close()
      if ('closeAllConnections' in server)
        (server as { closeAllConnections(): void }).closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** A server with a certificate for this host, good for so many days. */
async function openSecure(options: { host?: string; days?: number; answer: RequestListener }) {
  const { host = 'localhost', days = 30, answer } = options
  const root = await createRoot(host)
  const { certificate, key } = await createLeaf(root, host, days)
  const server = await open(createServer({ cert: certificate, key }, answer))
  const ca = join(work, `ca-${server.port}.crt`)
  writeFileSync(ca, root.certificate)
  return {
    ...server,
    root: root.certificate,
    ca,
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  }
}

/** A folder in which a lab says that it runs there. */
function folderOf(file: object): string {
  const folder = mkdtempSync(join(work, 'data-'))
  const common = { token: 'none', startedAt: new Date().toISOString(), memory: true }
  writeFileSync(join(folder, 'lab.json'), JSON.stringify({ ...common, ...file }))
  return folder
}

const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })

/** Answers with metadata for the issuer that it was reached by, changed like this. */
const issuerWith =
  (
    change: (issuer: string) => object = () => ({}),
    headers: Record<string, string> = {},
  ): RequestListener =>
  (incoming, response) => {
    const issuer = `https://${incoming.headers.host}`
    if (incoming.url === '/jwks') {
      response.writeHead(200, headers).end(JSON.stringify({ keys: [key] }))
      return
    }
    if (incoming.url !== '/.well-known/openid-configuration') {
      response.writeHead(404, headers).end()
      return
    }
    const metadata = {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      jwks_uri: `${issuer}/jwks`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['ES256'],
      ...change(issuer),
    }
    response.writeHead(200, headers).end(JSON.stringify(metadata))
  }

test('nothing that a server says moves the terminal or adds a line of its own', async () => {
  const said = 'x\u001b[2J\u009b31m\u202e\n  ok    forged'
  const answer = issuerWith((issuer) => ({ issuer: issuer + said, authorization_endpoint: said }))
  await using server = await openSecure({ answer })
  const url = `https://localhost:${server.port}`
  const { stdout } = await lab('doctor', '--url', url, '--ca', server.ca)
  // oxlint-disable-next-line no-control-regex
  assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  assert.doesNotMatch(stdout, /^ {2}ok {4}forged/m)
  assert.match(stdout, /x\\u001b\[2J\\u009b31m\\u202e/)
})

suite('a lab that runs', () => {
  const data = join(work, 'running')
  const folder = ['--data', data]
  before(async () => {
    const { code, stderr } = await lab('up', '--detach', '--memory', '--port', '0', ...folder)
    assert.equal(code, 0, stderr)
  })
  after(() => lab('down', ...folder))

  test('nothing is wrong with a healthy lab, and every probe has looked', async () => {
    const { code, findings } = await doctor(...folder)
    assert.equal(code, 0)
    const fine = findings.filter(({ state }) => state === 'ok').map(({ probe }) => probe)
    const probes =
      'name port certificate health discovery issuer forwarded jwks clock redirect-URIs cookies cors'
    for (const probe of probes.split(' ')) assert.ok(fine.includes(probe.replace('-', ' ')), probe)
  })

  test('for people it is aligned lines without colours, and ends with a sum', async () => {
    const { code, stdout } = await lab('doctor', ...folder)
    assert.equal(code, 0)
    assert.match(
      stdout,
      /^OAuth Lab doctor {2}https:\/\/localhost:\d+\n\nthis machine\n {2}ok {4}name {2}/,
    )
    assert.match(stdout, /\nnothing wrong, \d+ to note, \d+ fine\n$/)
    assert.ok(!stdout.includes('\u001b'))
  })

  test('a role whose clock is five minutes off is named, and the line given fixes it', async () => {
    await lab('clock', '+5m', '--role', 'resserver', ...folder)
    const { wrong, findings } = await doctor(...folder)
    assert.deepEqual(wrong, ['clock: the clock of resserver is 5 min ahead of the lab’s'])
    const { fix } = findings.find(({ state }) => state === 'wrong')!
    assert.equal(fix, `./lab clock -300s --role resserver --data ${data}`)
    assert.equal((await lab(...fix.split(' ').slice(1))).code, 0)
    assert.deepEqual((await doctor(...folder)).wrong, [])
  })

  test('a lab whose clock is five minutes off is told from a role', async () => {
    await lab('clock', '-5m', ...folder)
    const { wrong, findings } = await doctor(...folder)
    assert.equal(wrong.length, 1)
    assert.match(wrong[0]!, /^clock: the lab’s clock is (5 min|4 min 5\d s) behind this machine’s$/)
    const { fix } = findings.find(({ state }) => state === 'wrong')!
    assert.equal(fix, `./lab clock +300s --data ${data}`)
    assert.equal((await lab(...fix.split(' ').slice(1))).code, 0)
    assert.match((await lab('clock', ...folder)).stdout, /real time$/m)
  })

  test('a role whose clock alone stands still is named, and the line given has it run', async () => {
    await lab('clock', 'freeze', '--role', 'resserver', ...folder)
    const { wrong, findings } = await doctor(...folder)
    assert.match(wrong.join(), /^clock: the clock of resserver stands still, and is .* the lab’s$/)
    const { fix } = findings.find(({ state }) => state === 'wrong')!
    assert.equal((await lab(...fix!.split(' ').slice(1))).code, 0)
    assert.deepEqual((await doctor(...folder)).wrong, [])
  })

  test('a client of the lab that is registered for another origin is named, and the line given fixes it', async () => {
    const { origin, ca } = JSON.parse(readFileSync(join(data, 'lab.json'), 'utf8')) as LabFile
    const trust = createTrust(ca)
    const { status } = await trust.fetch(`${origin}/authserver/oauth2/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: ['https://localhost:1/client/application/callback'] }),
    })
    await trust.close()
    assert.equal(status, 201)
    const { wrong, findings } = await doctor(...folder)
    assert.match(wrong.join(), /^redirect URIs: .*: a redirect URI is of another origin than the/)
    const { fix } = findings.find(({ state }) => state === 'wrong')!
    assert.equal((await lab(...fix!.split(' ').slice(1))).code, 0)
    assert.deepEqual((await doctor(...folder)).wrong, [])
  })
})

test('a role that is down is named, whoever should run it', async () => {
  const closed = await open(createPlainServer())
  await closed[Symbol.asyncDispose]()
  const data = join(work, 'role-down')
  const folder = ['--data', data]
  const url = `http://127.0.0.1:${closed.port}`
  const flags = ['--detach', '--memory', '--port', '0', '--resserver-url', url]
  const { code, stderr } = await lab('up', ...flags, ...folder)
  assert.equal(code, 0, stderr)
  try {
    const { wrong, findings } = await doctor(...folder)
    assert.deepEqual(wrong, ['health: the resserver does not answer'])
    const { seen, fix } = findings.find(({ state }) => state === 'wrong')!
    assert.match(seen!, /\/resserver\/healthz: status 502$/)
    assert.match(
      fix!,
      /^start your external program, which --resserver-url or LAB_RESSERVER_URL names$/,
    )
  } finally {
    await lab('down', ...folder)
  }
})

test('an authorization server at its own address is said by up, status and doctor, with what it lacks', async () => {
  await using server = await openSecure({ answer: issuerWith() })
  const issuer = `https://localhost:${server.port}`
  const folder = ['--data', join(work, 'issuer')]
  const flags = ['--issuer', issuer, '--issuer-ca', server.ca]
  const up = await lab('up', '--detach', '--memory', '--port', '0', ...flags, ...folder)
  assert.equal(up.code, 0, up.stderr)
  try {
    assert.ok(up.stdout.includes(`${issuer} `), up.stdout)
    assert.match(up.stdout, /an external authorization server/)
    const status = await lab('status', '--json', ...folder)
    assert.equal(status.code, 0, status.stdout)
    assert.equal((JSON.parse(status.stdout) as { issuer: string }).issuer, issuer)
    const { wrong, findings } = await doctor(...folder)
    assert.deepEqual(wrong, [])
    const lacking = findings.filter(
      ({ probe, state }) => probe === 'capabilities' && state === 'note',
    )
    assert.ok(lacking.some(({ says }) => says.includes('registration_endpoint')))
    assert.ok(findings.some(({ says }) => says.startsWith(`${issuer}, as it is reached`)))
    for (const [verb, remedy] of [
      [['token'], '/client/application/, which shows its tokens'],
      [['token', '--user', 'developer'], '/client/application/, which shows its tokens'],
      [['totp', 'developer'], 'set the second factor of a user there'],
      [['postman-env'], 'needs the clients of the lab’s own'],
    ] as const) {
      const { code, stdout, stderr } = await lab(...verb, ...folder)
      assert.deepEqual([code, stdout], [1, ''], stderr)
      assert.ok(stderr.includes(`an external one, ${issuer}: `) && stderr.includes(remedy), stderr)
    }
  } finally {
    await lab('down', ...folder)
  }
})

test('an issuer that can be none is refused by the flag, with what to write', async () => {
  const folder = ['--data', join(work, 'no-issuer')]
  const { code, stderr } = await lab('up', '--memory', '--issuer', 'http://as.example', ...folder)
  assert.equal(code, 1)
  assert.match(stderr, /--issuer: \S+ is no issuer: it is an https URL/)
})

test('a missing hosts line is the only thing wrong with a name, and the lab is looked at all the same', async () => {
  const host = 'oauth-lab.invalid'
  await using server = await openSecure({ host, answer: issuerWith() })
  const origin = `https://${host}:${server.port}`
  const data = folderOf({ pid: process.pid, origin, address: '127.0.0.1', ca: server.root })
  const { findings, wrong } = await doctor('--data', data)
  assert.ok(wrong.includes(`name: ${host} does not resolve`), wrong.join('\n'))
  const { expected, fix } = findings.find(({ probe }) => probe === 'name')!
  assert.equal(expected, `127.0.0.1 ${host}`)
  assert.equal(fix, `./lab hosts --add --data ${data}`)
  assert.equal(findings.find(({ probe }) => probe === 'certificate')?.state, 'ok')
})

test('a certificate without the right name is told with the names that it has', async () => {
  const host = 'oauth-lab.invalid'
  await using server = await openSecure({ answer: issuerWith() })
  const origin = `https://${host}:${server.port}`
  const data = folderOf({ pid: process.pid, origin, address: '127.0.0.1', ca: server.root })
  const { findings } = await doctor('--data', data)
  const found = findings.find(({ probe }) => probe === 'certificate')!
  assert.equal(found.says, `the certificate is not for ${host}`)
  assert.equal(found.seen, 'names: localhost, webserver, 127.0.0.1, ::1')
})

test('an expired certificate is told with its last day', async () => {
  await using server = await openSecure({ days: -0.5, answer: issuerWith() })
  const url = `https://localhost:${server.port}`
  const { wrong, findings } = await doctor('--url', url, '--ca', server.ca)
  assert.deepEqual(wrong, ['certificate: the certificate has ended'])
  assert.match(findings.find(({ state }) => state === 'wrong')!.seen!, /^it ended \d{4}-.*Z$/)
})

test('an unknown CA is told, and --ca makes it known', async () => {
  await using server = await openSecure({ answer: issuerWith() })
  const url = `https://localhost:${server.port}`
  const { wrong, findings } = await doctor('--url', url)
  assert.deepEqual(wrong, ['certificate: the certificate’s authority is not trusted here'])
  assert.match(findings.find(({ state }) => state === 'wrong')!.seen!, /^signed by OAuth Lab root /)
  const known = await doctor('--url', url, '--ca', server.ca)
  assert.deepEqual(known.wrong, [])
})

test('an issuer of another name is told, whatever else is right', async () => {
  const answer = issuerWith((issuer) => ({ issuer: issuer.replace('localhost', 'webserver') }))
  await using server = await openSecure({ answer })
  const url = `https://localhost:${server.port}`
  const { wrong } = await doctor('--url', url, '--ca', server.ca)
  assert.deepEqual(wrong, ['issuer: the server announces another issuer: the host is webserver'])
})

test('a proxy that does not say https is told by the addresses that the server builds', async () => {
  let issuer = ''
  let provider: Provider | undefined
  await using inner = await open(
    createPlainServer((incoming, response) => {
      void provider!.callback()(incoming, response)
    }),
  )
  // The proxy hands on the Host, and forgets X-Forwarded-Proto.
  await using proxy = await openSecure({
    answer(incoming, response) {
      const { method = 'GET', url: path, headers } = incoming
      const outgoing = request({ port: inner.port, method, path, headers }, (answered) => {
        response.writeHead(answered.statusCode!, answered.headers)
        answered.pipe(response)
      })
      incoming.pipe(outgoing)
    },
  })
  issuer = `https://localhost:${proxy.port}`
  provider = new Provider(issuer)
  provider.proxy = true
  const { wrong, findings } = await doctor('--url', issuer, '--ca', proxy.ca)
  assert.deepEqual(wrong, ['forwarded: the server believes that it is reached by http'])
  const { seen, fix } = findings.find(({ state }) => state === 'wrong')!
  assert.match(seen!, /^authorization_endpoint http:\/\/localhost:\d+\/auth/)
  assert.match(fix!, /X-Forwarded-Proto https/)
})

test('a server whose clock is five minutes off is told by its Date header', async () => {
  const date = new Date(Date.now() + 300_000).toUTCString()
  await using server = await openSecure({ answer: issuerWith(undefined, { date }) })
  const url = `https://localhost:${server.port}`
  const { wrong } = await doctor('--url', url, '--ca', server.ca)
  assert.equal(wrong.length, 1)
  assert.match(wrong[0]!, /^clock: the server’s clock is .* ahead of this machine’s$/)
})

test('a port that something else took is told, while a lab believes to run there and while none does', async () => {
  await using taker = await open(createPlainServer((_request, response) => response.end('hello')))
  const origin = `https://localhost:${taker.port}`
  const { certificate: ca } = await createRoot('localhost')
  const running = await doctor('--data', folderOf({ pid: process.pid, origin, ca }))
  assert.deepEqual(running.wrong, [
    `port: port ${taker.port} is taken by something that does not speak HTTPS`,
  ])
  const program = execa(process.execPath, ['--version'])
  await program
  const { pid } = program
  const ended = await doctor('--data', folderOf({ pid, origin, ca }))
  assert.ok(ended.wrong.includes('lab: no lab is running'))
  assert.ok(ended.wrong.includes(`port: ${taker.port} is taken`), ended.wrong.join('\n'))
  if (process.platform === 'linux') {
    const holder = ended.findings.find(({ says }) => says === `${taker.port} is taken`)?.seen
    assert.match(holder!, new RegExp(`\\(process ${process.pid}\\) listens there`))
  }
})

test('a closed port is told, and everything behind it is not guessed at', async () => {
  const server = await open(createPlainServer())
  await server[Symbol.asyncDispose]()
  const { wrong, findings } = await doctor('--url', `https://localhost:${server.port}`)
  assert.deepEqual(wrong, [`port: nothing answers on port ${server.port}`])
  const rest = findings.filter(({ probe }) => !['name', 'port'].includes(probe))
  assert.ok(rest.every(({ state }) => state === 'unknown'))
})

test('while no lab runs, it looks at this machine and says what starts one', async () => {
  const data = join(work, 'empty')
  mkdirSync(data)
  const { findings, wrong } = await doctor('--data', data)
  assert.ok(wrong.includes('lab: no lab is running'))
  assert.equal(findings.find(({ probe }) => probe === 'lab')?.fix, './lab up')
  for (const probe of ['port', 'certificates', 'name', 'docker', 'node']) {
    assert.ok(
      findings.some((one) => one.probe === probe),
      probe,
    )
  }
  writeFileSync(join(data, 'lab.json'), 'no JSON')
  assert.ok((await doctor('--data', data)).wrong.includes('lab: no lab is running'))
})

test('what can’t be looked at is refused as bad usage or named', async () => {
  assert.equal((await lab('doctor', '--url', 'localhost')).code, 2)
  assert.equal((await lab('doctor', '--ca', script)).code, 2)
  const noCertificate = await lab('doctor', '--url', 'https://localhost', '--ca', script)
  assert.deepEqual(noCertificate, {
    code: 1,
    stdout: '',
    stderr: `lab: ${script}: this is no certificate in PEM\n`,
  })
})
