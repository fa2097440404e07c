import { deepEqual, equal, match } from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { runCommand } from '../runner/run-command.ts'
import type { CommandResult } from '../runner/run-command.ts'
import { nothingSet, requireDocker } from './support/compose-lab.ts'
import { projectPrefix, removeLeftovers } from './support/leftovers.ts'

const project = `${projectPrefix}${process.pid}-second`
const script = join(import.meta.dirname, '../../scripts/lab.ts')
const work = mkdtempSync(join(tmpdir(), 'lab-second-checkout-'))
const other = join(work, 'other-checkout')
const data = join(work, 'data')
const compose = ['compose', '--project-name', project, '--project-directory', other]
const file = ['--file', join(work, 'compose.json')]

before(async () => {
  await removeLeftovers()
  const webserver = {
    image: `${nothingSet['LAB_IMAGES']}/webserver`,
    entrypoint: ['sleep', 'infinity'],
    init: true,
    volumes: ['kept:/kept'],
  }
  const model = { services: { webserver }, volumes: { kept: {} } }
  writeFileSync(join(work, 'compose.json'), JSON.stringify(model))
  await requireDocker([...compose, ...file, 'up', '--detach'])
})

after(async () => {
  await requireDocker([...compose, ...file, 'down', '--volumes', '--timeout', '1'])
  rmSync(work, { recursive: true })
})

test('a project of another checkout is not started, and is named with its folder', async () => {
  const { code, output } = await lab('up', '--docker', '--project', project)
  equal(code, 1)
  match(output, new RegExp(`^lab: the Compose project ${project} belongs to another checkout, `))
  match(output, new RegExp(`, ${other}; choose another name here: --project NAME`))
})

test('no command takes another checkout’s containers for its own, or stops them', async () => {
  match((await lab('status')).output, new RegExp(`^no lab is running on ${data}$`, 'm'))
  equal((await lab('down')).output, `no lab is running on ${data}\n`)
  const running = await requireDocker([...compose, ...file, 'ps', '--services'])
  equal(running, 'webserver\n')
})

test('data of another checkout are neither used nor forgotten', async () => {
  await requireDocker([...compose, ...file, 'down', '--timeout', '1'])
  for (const args of [
    ['up', '--docker', '--project', project],
    ['down', '--volumes'],
  ]) {
    const { code, output } = await lab(...args)
    equal(code, 1, output)
    match(output, new RegExp(`^lab: the Compose project ${project} has data that ${data} knows`))
    match(output, new RegExp(`to forget them: +docker compose -p ${project} down --volumes$`, 'm'))
  }
  const label = `label=com.docker.compose.project=${project}`
  const kept = await requireDocker(['volume', 'ls', '--quiet', '--filter', label])
  deepEqual(kept, `${project}_kept\n`)
})

function lab(...args: string[]): Promise<CommandResult> {
  const flags = ['--disable-warning=ExperimentalWarning', script, ...args, '--data', data]
  const env = { ...nothingSet, LAB_PORT: '', COMPOSE_PROJECT_NAME: project }
  return runCommand(process.execPath, flags, { env })
}
