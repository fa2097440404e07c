import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before } from 'node:test'
import { createForeignProject } from '../package/foreign-project.ts'
import type { ForeignProject } from '../package/foreign-project.ts'
import { runCommand } from '../runner/run-command.ts'
import { noteSecret } from '../secrets.ts'
import { embeddedOnly } from './support/embedded-only.ts'

const { test } = embeddedOnly('is about the published package')
let project: ForeignProject

if (!process.env['LAB_TEST_LAB']) {
  before(async () => {
    project = await createForeignProject({ packages: [], ownNode: true })
  })
  after(async () => {
    if (project === undefined) return
    await project.bin('oauth-lab', 'down')
    project.remove()
  })
}

/** Runs a command in the foreign project. Its words name no command of a checkout. */
async function lab(...args: string[]) {
  const { code, output } = await project.bin('oauth-lab', ...args)
  doesNotMatch(output, /\.\/lab(?![\w/])/, args.join(' '))
  return { code, output }
}

test('npx oauth-lab lists what works without a checkout', async () => {
  const { code, output } = await runCommand('npx', ['oauth-lab', '--help'], { cwd: project.folder })
  equal(code, 0, output)
  match(output, /^Usage: npx oauth-lab <command>/m)
  for (const verb of ['up', 'token', 'watch', 'record', 'explain', 'clock', 'doctor', 'sandbox']) {
    match(output, new RegExp(`^ {2}${verb} `, 'm'))
  }
  doesNotMatch(output, /^ {2}(?:test|bench) /m)
})

test('what needs a checkout is refused with the reason', async () => {
  for (const args of [['test'], ['bench', 'start'], ['bench', '--help'], ['up', '--docker']]) {
    const { code, output } = await lab(...args)
    equal(code, 2, output)
    match(output, /needs a checkout of the project; this is not one/)
  }
})

test('a command without a lab says how to start one, and a wrong one what is meant', async () => {
  const without = await lab('token')
  equal(without.code, 1)
  equal(
    without.output,
    `lab: no lab is running on ${join(project.folder, '.lab')}; npx oauth-lab up starts one\n`,
  )
  const wrong = await lab('tokne')
  equal(wrong.code, 2)
  match(wrong.output, /did you mean token\?\nSee npx oauth-lab --help\./)
})

test('a lab in a foreign project keeps all in .lab of the working folder, where the commands find it', async () => {
  const up = await lab('up', '--detach', '--port', '0')
  equal(up.code, 0, up.output)
  const folder = join(project.folder, '.lab')
  ok(up.output.includes(`What it stores is in ${folder}\n`), up.output)
  ok(existsSync(join(folder, 'authserver.db')))
  ok(!existsSync(join(project.folder, 'node_modules/oauth-lab/.lab')))

  const status = JSON.parse((await lab('status', '--json')).output) as Record<string, unknown>
  equal(status['data'], folder)

  const token = await lab('token', '--user', 'developer', '--decode')
  equal(token.code, 0, token.output)
  noteSecret(token.output.split('\n', 1)[0], 'access token')
  match(token.output, /"scope": "[^"]*my\/scope/)

  equal((await lab('record', '--format', 'har', '--out', 'lab.har')).code, 0)
  const { log } = JSON.parse(readFileSync(join(project.folder, 'lab.har'), 'utf8')) as {
    log: { entries: { _oauth: { message?: string } }[] }
  }
  ok(log.entries.some(({ _oauth }) => _oauth.message === 'token request'))
  const explained = await lab('explain', 'lab.har')
  equal(explained.code, 0, explained.output)
  match(explained.output, /Token request/)

  match((await lab('clock', '+1h')).output, /\+3600 s from real time/)
  match((await lab('sandbox', 'create')).output, /^https:\/\/localhost:\d+\/~\w+\n$/)
  equal((await lab('reset')).code, 0)
  equal((await lab('doctor')).code, 0)
})

test('npx oauth-lab watch prints each message as it happens', async () => {
  const watch = spawn(join(project.folder, 'node_modules/.bin/oauth-lab'), ['watch'], {
    cwd: project.folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => void watch.once('exit', resolve))
  const lines: string[] = []
  createInterface(watch.stdout).on('line', (line) => lines.push(line))
  // What happened before it watched is not told.
  for (let asked = 0; lines.length === 0 && asked < 30; asked += 1) await lab('token')
  match(lines.join('\n'), /Program → Authorization server +back/)
  watch.kill()
  await ended
})

test('npx oauth-lab down ends it, and a lab in memory leaves no data', async () => {
  match((await lab('down')).output, /^stopped https:/)
  const data = join(project.folder, 'other')
  const up = await lab('up', '--detach', '--port=0', '--memory', '--data', 'other')
  doesNotMatch(up.output, /What it stores/)
  ok(!existsSync(join(data, 'authserver.db')))
  equal((await lab('down', '--data', 'other')).code, 0)
  deepEqual(existsSync(join(data, 'lab.json')), false)
})
