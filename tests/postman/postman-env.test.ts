import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { PostmanEnvironment } from '@oauth-lab/scripts/postman/environment.ts'
import { embeddedOnly } from '../protocol/support/embedded-only.ts'
import { noteSecretsOf } from './note-exchange.ts'
import { postmanFolder } from './run-collection.ts'
import { runProgram } from '../run-program.ts'
import type { Result } from '../run-program.ts'

const { suite, test } = embeddedOnly('starts an embedded lab by the command line')
const work = mkdtempSync(join(tmpdir(), 'lab-postman-'))
const data = join(work, 'lab')
const script = join(postmanFolder, '../scripts/lab.ts')
const password = 'a-password-of-this-test'
after(async () => {
  if (existsSync(join(data, 'lab.json'))) await lab('down', '--data', data)
  rmSync(work, { recursive: true, force: true })
})

suite('a lab that runs', async () => {
  const [up, write, newman, down] = readCommands()

  test('is started by the first command of postman/README.md', async () => {
    succeeded(await shell(`${up} --port 0`, { LAB_DEVELOPER_PASSWORD: password }))
  })

  test('postman-env writes its environment, readable by its owner only', async () => {
    const file = join(data, 'postman_environment.json')
    writeFileSync(file, 'what stood there before', { mode: 0o644 })
    const { stdout } = succeeded(await shell(write!))
    assert.match(stdout, /postman_environment\.json is the environment “OAuth Lab https:\S+”/)
    assert.equal(statSync(file).mode & 0o777, 0o600)
  })

  test('newman runs the whole collection with it as the README says, and nothing fails', async () => {
    const { stdout } = succeeded(await shell(newman!))
    assert.match(stdout, /assertions │ +\d{3} │ +0 │/)
  })

  test('postman-env prints what Postman takes for an environment, every value filled in', async () => {
    const environment = await printed()
    assert.equal(environment['_postman_variable_scope'], 'environment')
    for (const { key, value, type, enabled } of environment.values) {
      assert.equal(enabled, true)
      assert.equal(type, /password|secret/.test(key) ? 'secret' : 'default', key)
      if (key !== 'prefix') assert.notEqual(value, '', key)
    }
  })

  test('postman-env knows the password that the lab was started with', async () => {
    assert.equal(valueOf(await printed(), 'password'), password)
  })

  test('postman-env takes a password that was changed since from the environment', async () => {
    const changed = 'a-password-that-was-changed'
    const environment = await printed([], { LAB_DEVELOPER_PASSWORD: changed })
    assert.equal(valueOf(environment, 'password'), changed)
  })

  test('postman-env tells a sandbox by its base, its prefix and a client of its own', async () => {
    succeeded(await lab('sandbox', 'create', '--id', 'postman-1', '--data', data))
    const environment = await printed(['--sandbox', 'postman-1'])
    const origin = valueOf(environment, 'origin')
    assert.equal(valueOf(environment, 'prefix'), '/~postman-1')
    assert.equal(valueOf(environment, 'base'), `${origin}/~postman-1`)
    assert.equal(valueOf(environment, 'issuer'), `${origin}/~postman-1/authserver/oauth2`)
    assert.notEqual(valueOf(environment, 'client_id'), valueOf(await printed(), 'client_id'))
  })

  test('postman-env refuses a sandbox that is not there, and names the nearest', async () => {
    refused(
      await lab('postman-env', '--sandbox', 'postman-2', '--data', data),
      'there is no sandbox postman-2; did you mean postman-1?',
    )
    refused(
      await lab('postman-env', '--sandbox', 'elsewhere', '--data', data),
      'there is no sandbox elsewhere; ./lab sandbox list names them',
    )
  })

  test('postman-env refuses a file that cannot be written, and leaves nothing behind', async () => {
    const file = join(work, 'missing', 'environment.json')
    const { code, stdout, stderr } = await lab('postman-env', '--out', file, '--data', data)
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' })
    assert.match(stderr, /^lab: \S+environment\.json can't be written \(ENOENT: [^\n]+\)\n$/)
  })

  test('is stopped by the last command of the README', async () => {
    succeeded(await shell(down!))
  })

  test('postman-env refuses a lab that does not run', async () => {
    refused(
      await lab('postman-env', '--data', data),
      `no lab is running on ${data}; ./lab up starts one`,
    )
  })
})

/** The README's block of commands, for a lab of this test's own instead of the one in `.lab`. */
function readCommands(): string[] {
  const readme = readFileSync(join(postmanFolder, 'README.md'), 'utf8')
  const block = /```sh\n([^]*?)```/.exec(readme)![1]!
  return block
    .trim()
    .split('\n')
    .map((line) =>
      line
        .replaceAll('.lab/', `${data}/`)
        .replace(/^\.\/lab (.*)/, `"${process.execPath}" "${script}" $1 --data ${data}`),
    )
}

function shell(command: string, variables?: NodeJS.ProcessEnv): Promise<Result> {
  return run('sh', ['-c', command], variables)
}

function lab(...args: string[]): Promise<Result> {
  return run(process.execPath, [script, ...args])
}

/** Runs a command of the project to its end. */
const run = (file: string, args: string[], variables: NodeJS.ProcessEnv = {}) =>
  runProgram(file, args, {
    cwd: join(postmanFolder, '..'),
    // A proxy for the world outside can't know the lab.
    env: { ...process.env, NO_PROXY: '*', ...variables },
  })

function succeeded(result: Result): Result {
  assert.equal(result.code, 0, `${result.stdout}\n${result.stderr}`)
  return result
}

function refused(result: Result, words: string): void {
  assert.deepEqual(result, { code: 1, stdout: '', stderr: `lab: ${words}\n` })
}

async function printed(args: string[] = [], variables: NodeJS.ProcessEnv = {}) {
  const command = [script, 'postman-env', '--data', data, ...args]
  const { stdout } = succeeded(await run(process.execPath, command, variables))
  const environment = JSON.parse(stdout) as PostmanEnvironment
  noteSecretsOf(environment)
  return environment
}

function valueOf({ values }: PostmanEnvironment, key: string): string | undefined {
  return values.find((one) => one.key === key)?.value
}
