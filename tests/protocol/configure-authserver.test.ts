import { deepEqual, equal, match } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before } from 'node:test'
import { runProgram } from '../run-program.ts'
import { embeddedOnly } from './support/embedded-only.ts'

const { suite, test } = embeddedOnly('starts a lab by the command line')
const root = join(import.meta.dirname, '../..')
const data = mkdtempSync(join(tmpdir(), 'lab-configure-'))

const lab = (...args: string[]) => runProgram(join(root, 'lab'), [...args, '--data', data])
const configure = (...args: string[]) =>
  runProgram(process.execPath, [join(root, 'scripts/configure-authserver.ts'), ...args])
const api = '/authserver/admin/api/configuration'

suite('scripts/configure-authserver.ts', () => {
  before(async () => {
    const started = ['up', '--detach', '--memory', '--blank', '--port', '0']
    equal((await lab(...started)).code, 0)
  })
  after(async () => {
    equal((await lab('down')).code, 0)
    rmSync(data, { recursive: true })
  })

  test('gives a blank lab its whole definition, and the second run changes nothing', async () => {
    match((await lab('token')).stderr, /definition/)
    const first = await configure('--data', data)
    deepEqual([first.code, first.stderr], [0, ''])
    match(first.stdout, /^configured https:\/\/localhost:\d+\/authserver\/oauth2\n$/)
    const definition = JSON.parse((await lab('api', 'GET', api)).stdout) as object
    // Nothing is left to a default: the script says each member.
    deepEqual(definition, JSON.parse((await lab('api', 'GET', `${api}/defaults`)).stdout))
    equal((await lab('api', 'PATCH', api, '{"codeLifetime":30}')).code, 0)
    equal((await configure('--data', data)).stdout, first.stdout)
    deepEqual(JSON.parse((await lab('api', 'GET', api)).stdout), definition)
  })

  test('says that no lab runs, that there is no such sandbox or no such flag', async () => {
    const nowhere = await configure('--data', join(data, 'nowhere'))
    equal(nowhere.code, 1)
    match(nowhere.stderr, /^lab: no lab is running on .*\n$/)
    const missing = await configure('--data', data, '--sandbox', 'none')
    equal(missing.code, 1)
    match(missing.stderr, /sandbox/)
    const wrong = await configure('--datum', data)
    equal(wrong.code, 2)
    match(wrong.stderr, /--datum/)
  })
})
