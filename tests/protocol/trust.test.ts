import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { embeddedOnly } from './support/embedded-only.ts'
import { runProgram } from '../run-program.ts'

const { suite, test } = embeddedOnly('starts embedded labs by the command line')
const script = join(import.meta.dirname, '../../scripts/lab.ts')
const work = mkdtempSync(join(tmpdir(), 'lab-trust-'))
after(() => rmSync(work, { recursive: true, force: true }))

/** Runs a program to its end, in this environment and nothing more. */
const run = (program: string, args: string[], env: NodeJS.ProcessEnv = {}) =>
  runProgram(program, args, { env: { ...clean, ...env } })

const lab = (args: string[], env?: NodeJS.ProcessEnv) =>
  run(process.execPath, [script, ...args], env)

/** The environment without what others set about trust. */
const clean = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(NODE_EXTRA_CA_CERTS|SSL_CERT_|CURL_CA_|REQUESTS_CA_)/.test(name),
  ),
)

const has = (program: string) =>
  runProgram(program, ['--version']).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  )

suite('a lab that runs', () => {
  const data = join(work, 'data')
  const folder = ['--data', data]
  const root = join(data, 'certs', 'root.crt')
  let origin = ''
  before(async () => {
    const { code, stdout, stderr } = await lab(['up', '--detach', '--port', '0', ...folder])
    assert.equal(code, 0, stderr)
    origin = /ready (\S+)/.exec(stdout)![1]!
  })
  after(() => lab(['down', ...folder]))

  const url = () => `${origin}/authserver/oauth2/.well-known/openid-configuration`
  const programs: [name: string, program: string, args: () => string[]][] = [
    ['curl', 'curl', () => ['--silent', '--show-error', '--fail', url()]],
    [
      'Python',
      'python3',
      () => ['-c', `import urllib.request as u; print(u.urlopen("${url()}").read().decode())`],
    ],
    [
      'Node',
      process.execPath,
      () => ['-e', `fetch("${url()}").then((r) => r.text()).then(console.log)`],
    ],
  ]
  for (const [name, program, args] of programs) {
    test(`${name} trusts the lab with what --env prints, and not without`, async (t) => {
      if (!(await has(program))) return t.skip(`there is no ${program}`)
      const without = await run(program, args())
      assert.notEqual(without.code, 0)
      assert.match(without.stderr, /certificate/i)
      const { stdout: exports } = await lab(['trust', '--env', ...folder])
      const line = `${exports}exec "$0" "$@"`
      const { code, stdout, stderr } = await run('sh', ['-c', line, program, ...args()])
      assert.equal(code, 0, stderr)
      const { issuer } = JSON.parse(stdout) as { issuer: string }
      assert.equal(issuer, `${origin}/authserver/oauth2`)
      return undefined
    })
  }

  test('the authorities that somebody trusted before stay trusted', async () => {
    const { stdout } = await lab(['trust', '--env', ...folder])
    const bundle = /SSL_CERT_FILE='(.+)'/.exec(stdout)![1]!
    const certificates = readFileSync(bundle, 'utf8').match(/BEGIN CERTIFICATE/g)!
    assert.ok(certificates.length > 50)
    assert.ok(readFileSync(bundle, 'utf8').startsWith(readFileSync(root, 'utf8').trim()))
    const again = await lab(['trust', '--env', ...folder], { NODE_EXTRA_CA_CERTS: bundle })
    assert.match(again.stdout, new RegExp(`NODE_EXTRA_CA_CERTS='${bundle}'`))
  })

  test('the instructions name the real file for every kind of program', async () => {
    const { code, stdout } = await lab(['trust', ...folder])
    assert.equal(code, 0)
    assert.ok(stdout.startsWith(`${root}\n`))
    for (const word of [
      'This system',
      'Firefox',
      'Node',
      'Python',
      'Java',
      'Go',
      'Rust',
      'curl',
      'COPY',
    ]) {
      assert.ok(stdout.includes(word), word)
    }
    assert.ok(!stdout.includes('\u001b'))
  })

  test('--install puts the root into the browsers of this home, once, and --uninstall takes it out', async (t) => {
    if (process.platform !== 'linux')
      return t.skip('elsewhere browsers trust what the system trusts')
    if (!(await has('certutil'))) return t.skip('there is no certutil')
    const home = mkdtempSync(join(work, 'home-'))
    const firefox = join(home, '.mozilla', 'firefox', 'x.default')
    mkdirSync(firefox, { recursive: true })
    await runProgram('certutil', ['-d', `sql:${firefox}`, '-N', '--empty-password'])
    const chromium = join(home, '.pki', 'nssdb')
    const install = ['--browsers', ...folder]

    for (const _ of ['first', 'again']) {
      const { code, stdout } = await lab(['trust', '--install', ...install], { HOME: home })
      assert.equal(code, 0)
      assert.equal(
        stdout,
        `done  Chromium, Chrome  ${chromium}\ndone  Firefox           ${firefox}\n`,
      )
    }
    for (const database of [chromium, firefox]) {
      const show = ['-d', `sql:${database}`, '-L', '-n', 'OAuth Lab', '-a']
      const { stdout } = await runProgram('certutil', show)
      assert.equal(stdout.replaceAll('\r', '').trim(), readFileSync(root, 'utf8').trim())
      const { stdout: all } = await runProgram('certutil', ['-d', `sql:${database}`, '-L'])
      assert.match(all, /^OAuth Lab +C,,/m)
    }
    const gone = await lab(['trust', '--uninstall', ...install], { HOME: home })
    assert.equal(gone.code, 0)
    for (const database of [chromium, firefox]) {
      const { stdout } = await runProgram('certutil', ['-d', `sql:${database}`, '-L'])
      assert.doesNotMatch(stdout, /OAuth Lab/)
    }
    return undefined
  })
})

test('where no lab ever ran there is nothing to trust, and the command says so', async () => {
  const data = join(work, 'none')
  const { code, stdout, stderr } = await lab(['trust', '--env', '--data', data])
  assert.deepEqual([code, stdout], [1, ''])
  assert.match(stderr, /there is no root certificate yet; \.\/lab up makes it/)
  assert.equal(existsSync(data), false)
})

test('what does not go together is refused', async () => {
  assert.equal((await lab(['trust', '--install', '--env'])).code, 2)
  assert.equal((await lab(['trust', '--browsers'])).code, 2)
})
