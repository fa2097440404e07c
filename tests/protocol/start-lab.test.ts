import assert from 'node:assert/strict'
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { startLab } from '@oauth-lab/embedded/start-lab.ts'
import type { LabOptions } from '@oauth-lab/embedded/start-lab.ts'
import { embeddedOnly } from './support/embedded-only.ts'

const { test } = embeddedOnly('is about startLab itself')

function temporary(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'lab-start-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}

async function problemsOf(options: LabOptions) {
  try {
    const lab = await startLab(options)
    await lab.stop()
  } catch (error) {
    assert.ok(error instanceof ConfigurationError, String(error))
    return error.problems
  }
  return assert.fail('the lab started')
}

test('what a lab keeps in its folder is there after a restart at its origin', async (t) => {
  const data = temporary(t)
  let port = 0
  const state = async () => {
    await using lab = await startLab({ data, port })
    port = Number(new URL(lab.origin).port)
    const { clients, users, sandboxes } = lab.control
    const ids = (await clients.list()).map(({ client_id }) => client_id)
    const subs = (await users.list()).map(({ sub }) => sub)
    if (first === undefined) await sandboxes.create({ id: 'kept', seed: 'seed' })
    const names = (await sandboxes.list()).map(({ id }) => id)
    return { ca: lab.ca, ids, subs, names }
  }
  let first: Awaited<ReturnType<typeof state>> | undefined
  first = await state()
  assert.deepEqual(await state(), first)
  assert.deepEqual(first.names, ['default', 'kept'])
  assert.equal(readFileSync(join(data, 'certs', 'root.crt'), 'utf8'), first.ca)
  for (const name of ['admin.key', 'certs/root.key', 'certs/leaf.key']) {
    assert.equal(statSync(join(data, name)).mode & 0o777, 0o600, name)
  }
})

const hasIPv6 = Object.values(networkInterfaces())
  .flat()
  .some((one) => one?.address === '::1')

test('localhost is both loopback addresses', async (t) => {
  if (!hasIPv6) return t.skip('this machine has no ::1')
  await using lab = await startLab()
  for (const address of ['127.0.0.1', '::1']) {
    const trust = createTrust(lab.ca, { hosts: { localhost: address } })
    const answer = await trust.fetch(`${lab.origin}/control/readyz`)
    assert.equal(answer.status, 200, address)
    await trust.close()
  }
  return undefined
})

test('a port that is taken on ::1 is refused', async (t) => {
  if (!hasIPv6) return t.skip('this machine has no ::1')
  const other = createServer().listen(0, '::1')
  await once(other, 'listening')
  t.after(() => other.close())
  const { port } = other.address() as AddressInfo
  const problems = await problemsOf({ port })
  assert.deepEqual(
    problems.map(({ path, message }) => [path, message.split(';', 1)[0]]),
    [['port', `${port} is in use on ::1`]],
  )
  return undefined
})

test('secrets are their owner’s alone, whatever the umask; root.crt is everybody’s', async (t) => {
  const umask = process.umask(0)
  t.after(() => process.umask(umask))
  const above = temporary(t)
  const there = join(above, 'there')
  mkdirSync(there, { mode: 0o755 })
  for (const data of [there, join(above, 'made')]) {
    for (const name of ['authserver.db', 'authserver.db-wal', 'admin.key']) {
      if (data === there) writeFileSync(join(data, name), '', { mode: 0o644 })
    }
    await using lab = await startLab({ data, logs: join(data, 'logs') })
    assert.ok(lab.origin)
    const files = readdirSync(data, { recursive: true, withFileTypes: true })
    for (const file of files) {
      const path = join(file.parentPath, file.name)
      const mode = (statSync(path).mode & 0o777).toString(8)
      const isPublic = file.name.endsWith('.crt')
      if (file.isFile()) assert.equal(mode, isPublic ? '644' : '600', path)
      else assert.match(mode, /[1357]$/, path)
    }
    assert.ok(files.some(({ name }) => name === 'authserver.db-wal'))
    assert.match((statSync(data).mode & 0o777).toString(8), /[1357]$/)
  }
})

test('a second lab on the same folder is refused by the store itself, and the first goes on', async (t) => {
  const data = temporary(t)
  await using lab = await startLab({ data })
  const problems = await problemsOf({ data })
  assert.equal(problems.length, 1)
  assert.equal(problems[0]!.path, data)
  assert.match(problems[0]!.message, /another lab is running on this folder/)
  assert.equal((await lab.control.clients.list()).length >= 3, true)
})

test('a lab that is disposed of frees its port', async () => {
  let origin: string
  {
    await using lab = await startLab()
    origin = lab.origin
  }
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(Number(new URL(origin).port), '127.0.0.1', resolve)
  })
  server.close()
})

test('stopping twice is fine', async () => {
  const lab = await startLab()
  await Promise.all([lab.stop(), lab.stop()])
})

test('requests that are under way when a lab stops are answered', async () => {
  const lab = await startLab()
  const asking = Array.from({ length: 5 }, () => lab.control.users.list())
  const arrived = lab.trustedFetch(`${lab.issuer}/jwks`)
  await (await arrived).arrayBuffer()
  const [answers] = await Promise.all([Promise.allSettled(asking), lab.stop()])
  assert.ok(answers.some(({ status }) => status === 'fulfilled'))
  assert.deepEqual(
    lab.logs().filter((line) => line.includes('"level":50')),
    [],
    'no request met a closed store',
  )
})

test('an origin that is none, and one that does not lead to the lab, are named', async () => {
  for (const origin of ['http://localhost:1', 'https://localhost/', 'lab', 'https://localhost:1']) {
    const problems = await problemsOf({ origin })
    assert.deepEqual(
      problems.map(({ path }) => path),
      ['origin'],
      origin,
    )
  }
})

test('every option that is wrong is named at once, an unknown one with the nearest match', async (t) => {
  const folder = temporary(t)
  const missing = (name: string) => join(folder, name)
  // As a program in JavaScript may call it.
  const options: object = {
    port: 65_536,
    origin: 'http://localhost',
    hooks: missing('hooks.ts'),
    config: missing('config.json'),
    externalRoles: { resserver: 'localhost:4000' },
    prot: 1,
  }
  const problems = await problemsOf(options)
  assert.deepEqual(
    new Set(problems.map(({ path }) => path)),
    new Set([
      'port',
      'origin',
      missing('hooks.ts'),
      missing('config.json'),
      'externalRoles.resserver',
      'prot',
    ]),
  )
  const unknown = problems.find(({ path }) => path === 'prot')
  assert.equal(unknown?.message, 'there is no such option; did you mean port?')
})

test('two labs in one process know nothing of each other', async () => {
  await using one = await startLab()
  await using other = await startLab()
  await one.control.users.create({ username: 'guest', password: 'p-guest' })
  assert.equal((await other.control.users.list()).length, 2)
  await assert.rejects(other.trustedFetch(`${one.origin}/control/healthz`), 'another root')
  const foreign = await other.trustedFetch(`${other.origin}/control/api/users`, {
    headers: { authorization: 'Bearer x.y.z' },
  })
  assert.equal(foreign.status, 401)
})

test('the log has one line a request from the web server and one from the role, and no query', async () => {
  await using lab = await startLab()
  await (await lab.trustedFetch(`${lab.origin}/control/healthz?code=in-the-query`)).arrayBuffer()
  // A line is written when its answer has left, which may be after it has arrived.
  await lab.stop()
  const lines = lab.logs().map((line) => JSON.parse(line) as Record<string, unknown>)
  const mine = lines.filter(({ path }) => path === '/control/healthz')
  const told = mine.map(({ role, status }) => `${String(role)} ${String(status)}`)
  assert.deepEqual(told.toSorted(), ['control 200', 'gateway 200'])
  assert.equal(mine[0]!['request'], mine[1]!['request'])
  assert.ok(!lab.logs().some((line) => line.includes('in-the-query')))
})

test('a lab that begins blank has users and no clients; one that is there stays what it is', async (t) => {
  const data = temporary(t)
  const clientsOf = async (options: LabOptions) => {
    await using lab = await startLab(options)
    await lab.reset()
    assert.equal((await lab.control.users.list()).length, 2)
    return (await lab.control.clients.list()).length
  }
  assert.equal(await clientsOf({ data, blank: true }), 0)
  assert.equal(await clientsOf({ data, blank: true }), 0)
  assert.equal(await clientsOf({ data }), 0)
  const full = temporary(t)
  assert.equal(await clientsOf({ data: full }), 3)
  const [problem] = await problemsOf({ data: full, blank: true })
  assert.equal(problem?.path, 'blank')
})

test('a blank lab takes nothing to begin with', async (t) => {
  const config = join(temporary(t), 'lab.json')
  writeFileSync(config, '{}')
  const problems = await problemsOf({
    blank: true,
    config,
    credentials: { spaClientId: 'spa-1' },
    externalRoles: { authserver: 'http://localhost:4000' },
  })
  assert.deepEqual(
    problems.map(({ path }) => path),
    ['config', 'credentials', 'externalRoles.authserver'],
  )
  const [issuer] = await problemsOf({
    blank: true,
    authorizationServer: { issuer: 'https://as.example/' },
  })
  assert.equal(issuer?.path, 'authorizationServer.issuer')
})
