import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after } from 'node:test'
import { once } from 'node:events'
import { createTrust } from '@oauth-lab/kit/trust.ts'
import { noteSecret } from '../secrets.ts'
import { embeddedOnly } from './support/embedded-only.ts'
import { runProgram } from '../run-program.ts'

const { suite, test } = embeddedOnly('starts embedded labs by the command line')
const command = join(import.meta.dirname, '../../lab')
const work = mkdtempSync(join(tmpdir(), 'lab-command-line-'))
after(() => rmSync(work, { recursive: true, force: true }))

/** Runs a command to its end, by the script that people start. */
const lab = (...args: string[]) => runProgram(command, args)

async function succeeds(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await lab(...args)
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' }, args.join(' '))
  return stdout
}

/** What a command says when it fails: exit code and the words, which never hold a stack. */
async function failure(...args: string[]): Promise<{ code: number; stderr: string }> {
  const { code, stdout, stderr } = await lab(...args)
  assert.equal(stdout, '')
  assert.doesNotMatch(stderr, /^\s+at |node:internal/m)
  return { code, stderr }
}

interface Foreground {
  process: ChildProcess
  lines: string[]
  origin: string
}

/** `up` in the foreground, as soon as it says that it is ready. */
async function up(...args: string[]): Promise<Foreground> {
  const child = spawn(command, ['up', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    const origin = /^ready (\S+) in \d+ ms$/.exec(line)?.[1]
    if (origin !== undefined) return { process: child, lines, origin }
  }
  throw new Error(`up ended before it was ready:\n${lines.join('\n')}`)
}

/** The addresses that `up` prints with a name before and words behind. */
function addressesIn(lines: readonly string[]): string[] {
  return lines.flatMap((line) => /^ {2}\S.* (https:\S+) /.exec(line)?.[1] ?? [])
}

function newFolder(): string {
  return mkdtempSync(join(work, 'data-'))
}

suite('a lab that runs', async () => {
  const data = newFolder()
  const folder = ['--data', data]
  const started = await up(...folder)
  after(() => started.process.kill('SIGKILL'))

  test('up prints addresses, people and passwords, and ready as its last line', () => {
    const text = started.lines.join('\n')
    const { origin } = started
    const addresses = addressesIn(started.lines)
    // What a person opens comes first.
    const paths = ['/', '/console/', '/client/application/', '/spa/', '/authserver/oauth2']
    assert.deepEqual(
      addresses.slice(0, paths.length),
      paths.map((path) => origin + path),
    )
    assert.match(text, /superuser +SYS/)
    assert.match(text, /developer +test/)
    assert.ok(text.includes(join(data, 'certs', 'root.crt')))
    assert.ok(!text.includes('\u001b'), 'colours are for terminals')
  })

  test('the file by which commands find the lab is for its owner only', () => {
    const path = join(data, 'lab.json')
    assert.equal(statSync(path).mode & 0o777, 0o600)
    const { pid, origin, token } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>
    noteSecret(token, 'admin token')
    assert.deepEqual([pid, origin], [started.process.pid, started.origin])
  })

  test('status says what runs and how each role is', async () => {
    const status = JSON.parse(await succeeds('status', '--json', ...folder)) as {
      running: boolean
      issuer: string
      roles: { role: string; ok: boolean }[]
    }
    assert.equal(status.running, true)
    assert.equal(status.issuer, `${started.origin}/authserver/oauth2`)
    assert.deepEqual(
      status.roles.map(({ role, ok }) => [role, ok]),
      ['authserver', 'resserver', 'client', 'control'].map((role) => [role, true]),
    )
    const text = await succeeds('status', ...folder)
    assert.match(text, /^running +for .+, as process \d+$/m)
    const { origin } = started
    const [start, console] = text.split('\n').map((line) => line.replaceAll(/ +/g, ' '))
    assert.deepEqual([start, console], [`start page ${origin}/`, `console ${origin}/console/`])
  })

  test('each address that up prints is one that a person can open', async () => {
    const trust = createTrust(readFileSync(join(data, 'certs', 'root.crt'), 'utf8'))
    const asOpened = { accept: 'text/html', 'sec-fetch-dest': 'document' }
    const addresses = addressesIn(started.lines)
    assert.equal(addresses.length, 8)
    for (const address of addresses) {
      const answer = await trust.fetch(address, { headers: asOpened })
      // A protected resource explains that it wants a token.
      const refused = address.includes('/protected-resources')
      assert.equal(answer.status, refused ? 401 : 200, address)
      await answer.arrayBuffer()
    }
    await trust.close()
  })

  test('token prints an access token of client credentials and nothing else', async () => {
    const token = (await succeeds('token', ...folder)).trimEnd()
    noteSecret(token, 'access token')
    assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/)
    const payload = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as {
      scope: string
    }
    assert.equal(payload.scope, 'my/scope')
  })

  test('token --user walks the code flow through the login and consent forms', async () => {
    const scope = 'openid profile my/scope'
    const args = ['token', '--user', 'developer', '--scope', scope, '--decode', ...folder]
    const [token, , ...decoded] = (await succeeds(...args)).split('\n')
    noteSecret(token, 'access token')
    const text = decoded.join('\n')
    assert.match(text, /"typ": "at\+jwt"/)
    assert.match(text, /"scope": "openid profile my\/scope"/)
    assert.match(text, new RegExp(`"aud": "${started.origin}/resserver"`))
  })

  test('token refuses in words: a client, a scope and a user that are not there', async () => {
    const client = await failure('token', '--client', 'postmann', ...folder)
    assert.deepEqual(client, {
      code: 1,
      stderr: 'lab: there is no client postmann; did you mean postman?\n',
    })
    const scope = await failure('token', '--scope', 'no/scope', ...folder)
    assert.match(scope.stderr, /^lab: invalid_scope: /)
    for (const verb of [['token', '--user'], ['totp']]) {
      const near = await failure(...verb, 'devloper', ...folder)
      assert.equal(near.stderr, 'lab: there is no user devloper; did you mean developer?\n')
      const nobody = await failure(...verb, 'nobody', ...folder)
      assert.match(nobody.stderr, /^lab: there is no user nobody; there are .*\bsuperuser\b/)
    }
  })

  test('nothing that somebody named himself moves the terminal', async () => {
    const { ca } = JSON.parse(readFileSync(join(data, 'lab.json'), 'utf8')) as { ca: string }
    const trust = createTrust(ca)
    const redirect_uris = ['https://app.example/']
    const statusFor = async (client_name: string) => {
      const { status } = await trust.fetch(`${started.origin}/authserver/oauth2/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ client_name, redirect_uris }),
      })
      return status
    }
    assert.equal(await statusFor('a\u001b[2J\u009b31m\u202e'), 400)
    assert.equal(await statusFor('a\u2028[2J\u200f'), 201)
    await trust.close()
    const { stderr } = await failure('token', '--client', 'nobody-like-this', ...folder)
    // oxlint-disable-next-line no-control-regex
    assert.doesNotMatch(stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200f\u2028]/)
    assert.ok(stderr.includes(String.raw`a\u2028[2J\u200f`), stderr)
  })

  test('totp shows a second factor, which token --user then asks for', async () => {
    const shown = await succeeds('totp', 'superuser', ...folder)
    const secret = /^secret ([A-Z2-7]{16,})$/m.exec(shown)?.[1]
    noteSecret(secret, 'TOTP secret')
    assert.match(shown, /^otpauth:\/\/totp\//m)
    assert.match(shown, /[▀▄█]{10}/)
    const refused = await failure('token', '--user', 'superuser', ...folder)
    assert.match(refused.stderr, /superuser has a second factor; add --totp CODE/)
    const wrong = await failure('token', '--user', 'superuser', '--totp', '000000x', ...folder)
    assert.match(wrong.stderr, /^lab: the server says: /)
    await succeeds('totp', 'superuser', '--remove', ...folder)
    noteSecret((await succeeds('token', '--user', 'superuser', ...folder)).trimEnd())
  })

  test('clock moves, freezes and runs the clock of all roles, or of one', async () => {
    assert.match(await succeeds('clock', ...folder), /^lab +\S+Z +real time$/m)
    assert.match(await succeeds('clock', '+1h30m', ...folder), /\+5400 s from real time\n$/)
    const frozen = await succeeds('clock', 'freeze', ...folder)
    assert.match(frozen, /^lab +\S+Z +frozen\n$/, 'all roles agree to the millisecond')
    const at = await succeeds('clock', '2031-02-03T04:05:06Z', ...folder)
    assert.match(at, /^lab +2031-02-03T04:05:06\.000Z +frozen\n$/)
    const skewed = await succeeds('clock', '-10s', '--role', 'resserver', ...folder)
    assert.match(skewed, /^resserver +2031-02-03T04:04:56\.000Z +frozen$/m)
    assert.match(await succeeds('clock', 'run', ...folder), /^lab .* runs, /)
    const wrong = await failure('clock', 'tomorrow', ...folder)
    assert.deepEqual([wrong.code, wrong.stderr.includes('tomorrow is no change')], [2, true])
  })

  test('reset puts the clock back', async () => {
    assert.equal(await succeeds('reset', ...folder), `reset ${started.origin}\n`)
    assert.match(await succeeds('clock', ...folder), /real time\n$/)
  })

  test('a sandbox is created, listed, used and deleted', async () => {
    const created = await succeeds(
      'sandbox',
      'create',
      '--id',
      'k3f9',
      '--lifetime',
      '30m',
      ...folder,
    )
    assert.equal(created, `${started.origin}/~k3f9\n`)
    assert.match(
      await succeeds('sandbox', 'list', ...folder),
      /^k3f9 +\S+\/~k3f9\/ +ends in (29|30) min/m,
    )
    const token = await succeeds('token', '--sandbox', 'k3f9', '--decode', ...folder)
    noteSecret(token.split('\n')[0])
    assert.match(token, new RegExp(`"iss": "${started.origin}/~k3f9/authserver/oauth2"`))
    const again = await failure('sandbox', 'create', '--id', 'k3f9', ...folder)
    assert.match(again.stderr, /There is a sandbox k3f9 already/)
    const wrong = await failure('sandbox', 'create', '--id', 'K', '--lifetime', '90d', ...folder)
    assert.match(wrong.stderr, /--id takes .*\n.*--lifetime is /, 'every problem is named')
    assert.equal(await succeeds('sandbox', 'delete', 'k3f9', ...folder), 'deleted k3f9\n')
    const gone = await failure('token', '--sandbox', 'k3f9', ...folder)
    assert.equal(gone.code, 1)
  })

  test('stored tokens are listed by user and state, and revoked', async () => {
    noteSecret((await succeeds('token', '--user', 'developer', ...folder)).trim())
    const listed = await succeeds('tokens', '--user', 'developer', ...folder)
    assert.match(
      listed,
      /^user +client +scope +issued +ends +introspected +id\ndeveloper +cli \(\S+\) +my\/scope /,
    )
    const revoked = await succeeds('tokens', '--user', 'developer', '--revoke', ...folder)
    assert.match(revoked, /^revoked [1-9]\d*\n$/)
    assert.equal(
      await succeeds('tokens', '--user', 'developer', ...folder),
      'no live access token\n',
    )
    const gone = await succeeds('tokens', '--state', 'revoked', '--json', ...folder)
    assert.ok((JSON.parse(gone) as { total: number }).total > 0)
    for (const args of [['--revoke'], ['--revoke', '--state', 'expired', '--user', 'x']]) {
      const { code, stderr } = await failure('tokens', ...args, ...folder)
      assert.deepEqual([code, stderr.includes('--revoke ends live tokens')], [2, true])
    }
    const wrong = await failure('tokens', '--state', 'old', ...folder)
    assert.match(wrong.stderr, /--state is live, expired, revoked, not old/)
  })

  test('api calls an API as the administrator, and tells every problem of what is refused', async () => {
    const path = '/authserver/admin/api/configuration'
    const change = (json: string, ...more: string[]) => ['api', 'PATCH', path, json, ...more]
    const changed = await succeeds(...change('{"codeLifetime":30}'), ...folder)
    assert.equal((JSON.parse(changed) as { codeLifetime: number }).codeLifetime, 30)
    assert.match(await succeeds('api', 'GET', path, ...folder), /"codeLifetime": 30/)
    await succeeds(...change('{"codeLifetime":null}'), ...folder)

    const wrong = await failure(...change('{"codeLifetime":0,"registration":"shut"}'), ...folder)
    assert.equal(wrong.code, 1)
    assert.match(wrong.stderr, /answered 400: .*\n {2}codeLifetime: .*\n {2}registration: /)
    const stale = await failure(...change('{"codeLifetime":30}', '--if-match', '"old"'), ...folder)
    assert.match(stale.stderr, /answered 412: Somebody has changed it/)
    const elsewhere = await failure('api', 'GET', '/authserver/oauth2/token', ...folder)
    assert.deepEqual(
      [elsewhere.code, elsewhere.stderr.includes('PATH is that of an API')],
      [2, true],
    )
    const text = await failure('api', 'PATCH', path, '{codeLifetime', ...folder)
    assert.deepEqual([text.code, text.stderr.includes('JSON cannot be read')], [2, true])
  })

  test('a snapshot is saved in a file for its owner only, and restored here and in a sandbox', async () => {
    const { origin } = started
    const file = join(data, 'saved.snapshot')
    writeFileSync(file, 'anything', { mode: 0o644 })
    const saved = await succeeds('snapshot', 'save', file, ...folder)
    assert.match(saved, /^saved \S+ in \S+\n.*only you may read it \(mode 0600\)\.\n$/)
    assert.equal(statSync(file).mode & 0o777, 0o600)
    assert.match(
      await succeeds('snapshot', 'restore', file, ...folder),
      /^restored \S+ from \S+\nIt was saved at \S+Z on the clock of \S+\.\n$/,
    )
    await succeeds('sandbox', 'create', '--id', 'copy', ...folder)
    const copied = await succeeds('snapshot', 'restore', file, '--sandbox', 'copy', ...folder)
    assert.match(copied, new RegExp(`^restored ${origin}/~copy from `))
    assert.match(
      copied,
      /Values that name the new address now: \d+\.\nWhat could not be rewritten:\n {2}/,
    )
    const token = await succeeds('token', '--user', 'developer', '--sandbox', 'copy', ...folder)
    noteSecret(token.trim())
    await succeeds('sandbox', 'delete', 'copy', ...folder)
  })

  test('what is no snapshot is refused in words, with every problem', async () => {
    const file = join(data, 'wrong.snapshot')
    const restore = () => failure('snapshot', 'restore', file, ...folder)
    const missing = await restore()
    assert.deepEqual([missing.code, missing.stderr], [1, `lab: ${file}: there is no such file\n`])
    writeFileSync(file, 'no JSON')
    assert.match((await restore()).stderr, /it is not JSON, so no snapshot/)
    writeFileSync(file, '{}')
    assert.match((await restore()).stderr, /format: this is no snapshot of an OAuth Lab/)
    await succeeds('snapshot', 'save', file, ...folder)
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace('"totp_step":0', '"totp_step":"zero"'))
    const broken = await restore()
    assert.equal(broken.code, 1)
    for (const problem of [/checksum: differs/, /users\.0\.totp_step: must be a whole number/]) {
      assert.match(broken.stderr, problem)
    }
    writeFileSync(file, ' '.repeat(17 * 1024 * 1024))
    assert.match((await restore()).stderr, /it is larger than the 16 MiB that a lab reads/)
    const nowhere = await failure('snapshot', 'save', join(data, 'none', 'file'), ...folder)
    assert.match(nowhere.stderr, /there is no such folder/)
    assert.equal((await failure('snapshot', 'keep', file, ...folder)).code, 2)
  })

  test('certs renew has the running lab take up a new leaf below the same root', async () => {
    const prints = (text: string) => [...text.matchAll(/SHA-256 +(\S+)/g)].map(([, print]) => print)
    const [root, leaf] = prints(await succeeds('certs', ...folder))
    const [sameRoot, newLeaf] = prints(await succeeds('certs', 'renew', ...folder))
    assert.equal(sameRoot, root)
    assert.notEqual(newLeaf, leaf)
    assert.deepEqual(prints(await succeeds('certs', ...folder)), [root, newLeaf])
  })

  test('logs prints the requests of one role, or of all by time', async () => {
    const control = await succeeds('logs', 'control', ...folder)
    assert.match(control, /^[\d:.]{12} control +GET \/control\/healthz 200 \d+ ms/m)
    const times = (await succeeds('logs', '--json', ...folder))
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { time: string }).time)
    assert.deepEqual(times, times.toSorted())
  })

  test('logs --follow prints what comes, until Ctrl-C', async () => {
    const args = ['logs', 'control', '--follow', ...folder]
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    after(() => child.kill('SIGKILL'))
    const ended = once(child, 'exit')
    let asked = false
    for await (const line of createInterface({ input: child.stdout })) {
      // What was there comes first; only what comes later has this path.
      if (!asked) void lab('sandbox', 'delete', 'followed', ...folder)
      asked = true
      if (line.includes('DELETE /control/api/sandboxes/followed 404')) break
    }
    child.kill('SIGINT')
    assert.deepEqual(await ended, [0, null])
  })

  test('a second lab on the same folder is refused', async () => {
    const { code, stderr } = await failure('up', '--port', '0', ...folder)
    assert.equal(code, 1)
    assert.match(stderr, /another lab is running on this folder/)
    assert.ok(stderr.includes(started.origin))
  })

  test('a port in use is named, and what to do', async () => {
    const { port } = new URL(started.origin)
    const { code, stderr } = await failure('up', '--port', port, '--data', newFolder())
    assert.deepEqual(
      { code, stderr },
      {
        code: 1,
        stderr: `lab: The lab cannot start.\n  port: ${port} is in use; stop what listens there, or choose another with --port\n`,
      },
    )
  })

  test('down stops the lab, which exits with 0 and takes its file away', async () => {
    const ended = once(started.process, 'exit')
    assert.equal(await succeeds('down', ...folder), `stopped ${started.origin}\n`)
    assert.deepEqual(await ended, [0, null])
    assert.equal(existsSync(join(data, 'lab.json')), false)
    assert.equal(await succeeds('down', ...folder), `no lab is running on ${data}\n`)
    const status = await lab('status', '--json', ...folder)
    assert.deepEqual([status.code, JSON.parse(status.stdout)], [1, { running: false, data }])
    const token = await failure('token', ...folder)
    assert.match(token.stderr, /^lab: no lab is running on .*; \.\/lab up starts one\n$/)
  })
})

test('a lab in the background is ready when the command returns, and a killed one is noticed', async () => {
  const data = newFolder()
  const folder = ['--data', data]
  const out = await succeeds('up', '--detach', '--memory', '--port', '0', ...folder)
  assert.match(out, /\nready https:\/\/localhost:\d+ in \d+ ms\n$/)
  const { pid } = JSON.parse(await succeeds('status', '--json', ...folder)) as { pid: number }
  const state = readdirSync(data).filter((name) => /\.db|\.key$/.test(name))
  assert.deepEqual(state, [], 'nothing but certificates and logs is kept')
  process.kill(pid, 'SIGKILL')
  const status = await lab('status', ...folder)
  assert.deepEqual(status, { code: 1, stdout: `no lab is running on ${data}\n`, stderr: '' })
})

test('a lab in memory keeps its log in the folder, where logs finds it', async (t) => {
  const folder = ['--data', newFolder()]
  await succeeds('up', '--detach', '--memory', '--port', '0', ...folder)
  t.after(() => succeeds('down', ...folder))
  await succeeds('sandbox', 'list', ...folder)
  const control = await succeeds('logs', 'control', ...folder)
  assert.match(control, /^[\d:.]{12} control +GET \/control\/api\/sandboxes 200 \d+ ms/m)
})

test('a lab that cannot start in the background says why', async () => {
  const args = ['up', '--detach', '--origin', 'http://localhost', '--data', newFolder()]
  const { code, stderr } = await failure(...args)
  assert.equal(code, 1)
  assert.match(stderr, /origin: http:\/\/localhost is plain HTTP, which is off/)
})

test('Ctrl-C stops a lab cleanly', async () => {
  const started = await up('--memory', '--data', newFolder())
  const ended = once(started.process, 'exit')
  started.process.kill('SIGINT')
  assert.deepEqual(await ended, [0, null])
})

test('an unknown flag and an unknown command are refused with the nearest match and exit code 2', async () => {
  assert.deepEqual(await failure('up', '--memroy'), {
    code: 2,
    stderr: 'lab: there is no flag --memroy; did you mean --memory?\nSee ./lab up --help.\n',
  })
  assert.deepEqual(await failure('statsu'), {
    code: 2,
    stderr: 'lab: there is no command statsu; did you mean status?\nSee ./lab --help.\n',
  })
  const port = await failure('up', '--port', '70000')
  assert.equal(port.code, 2)
})

test('every command explains itself', async () => {
  const all = await succeeds('help')
  const names = [...all.matchAll(/^ {2}(\w+) {2}/gm)].map(([, name]) => name!)
  assert.ok(names.length > 10)
  for (const text of await Promise.all(names.map((name) => succeeds(name, '--help')))) {
    assert.match(text, /^\.\/lab \w+/)
  }
})

test('a damaged database is named by its path', async () => {
  const data = newFolder()
  writeFileSync(join(data, 'authserver.db'), 'this is no database, but long enough '.repeat(100))
  const { code, stderr } = await failure('up', '--port', '0', '--data', data)
  assert.equal(code, 1)
  assert.match(stderr, /authserver\.db: the database is damaged; move the folder away/)
})

test('a data folder that cannot be written to is named by its path', async () => {
  const inTheWay = join(newFolder(), 'file')
  writeFileSync(inTheWay, '')
  for (const data of [inTheWay, join(inTheWay, 'below'), '/proc/lab']) {
    const { code, stderr } = await failure('up', '--port', '0', '--data', data)
    assert.equal(code, 1)
    assert.match(stderr, /^lab: The data folder cannot be used/)
    assert.ok(stderr.includes(`  ${data}: `), stderr)
  }
})

test('every problem of a configuration is named with its line and the nearest match before the lab starts', async () => {
  const config = join(newFolder(), 'config.json')
  writeFileSync(
    config,
    JSON.stringify({ accessTokenLifetime: -1, signingAlgorithm: 'RS265', sesions: true }, null, 2),
  )
  const args = ['up', '--memory', '--port', '0', '--data', newFolder(), '--config', config]
  const { code, stderr } = await failure(...args)
  assert.equal(code, 1)
  const line = (number: number) => `  ${config}:${number}:3: `
  const [, ...problems] = stderr.trimEnd().split('\n')
  assert.deepEqual(problems.toSorted(), [
    `${line(2)}accessTokenLifetime: must be at least 1 (it says -1)`,
    `${line(3)}signingAlgorithm: must be one of RS256, RS384, RS512, PS256, ES256, EdDSA, Ed25519; did you mean RS256? (it says "RS265")`,
    `${line(4)}sesions: there is no such member; did you mean sessions? (it says true)`,
  ])
})

test('a configuration that is missing or not JSON is named by its path', async () => {
  const folder = newFolder()
  const broken = join(folder, 'broken.json')
  writeFileSync(broken, '{')
  for (const config of [broken, join(folder, 'missing.json')]) {
    const args = ['up', '--memory', '--port', '0', '--data', newFolder(), '--config', config]
    const { code, stderr } = await failure(...args)
    assert.equal(code, 1)
    assert.ok(stderr.includes(`  ${config}:`), stderr)
  }
})

test('a module of hooks that cannot be loaded refuses the start and names file and export', async () => {
  const folder = newFolder()
  const wrong = join(folder, 'wrong.ts')
  writeFileSync(wrong, 'export const generateToken = 1\n')
  const broken = join(folder, 'broken.ts')
  writeFileSync(broken, 'throw new Error("broken on purpose")\n')
  for (const [hooks, words] of [
    [wrong, /generateToken/],
    [broken, /broken on purpose/],
    [join(folder, 'missing.ts'), /missing\.ts/],
  ] as const) {
    const args = ['up', '--memory', '--port', '0', '--data', newFolder(), '--hooks', hooks]
    const { code, stderr } = await failure(...args)
    assert.equal(code, 1)
    assert.ok(stderr.includes(hooks), stderr)
    assert.match(stderr, words)
  }
})

test('the root of a lab in memory is readable by others, and the same after the next start', async () => {
  const data = join(newFolder(), 'new')
  const path = join(data, 'certs', 'root.crt')
  const roots: string[] = []
  for (let round = 0; round < 2; round++) {
    const started = await up('--memory', '--data', data)
    assert.ok(started.lines.join('\n').includes(path))
    roots.push(readFileSync(path, 'utf8'))
    const { ca } = JSON.parse(readFileSync(join(data, 'lab.json'), 'utf8')) as { ca: string }
    assert.equal(ca, roots[round])
    const modes = [path, join(data, 'certs'), data].map((one) => statSync(one).mode & 0o5)
    assert.deepEqual(modes, [0o4, 0o1, 0o1])
    await succeeds('down', '--data', data)
  }
  assert.equal(roots[1], roots[0])
})

test('a port that somebody else listens on is left alone', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const { stderr } = await failure('up', '--memory', '--port', `${port}`, '--data', newFolder())
  assert.match(stderr, new RegExp(`port: ${port} is in use`))
  other.close()
})
