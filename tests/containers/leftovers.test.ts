import { equal, ok } from 'node:assert/strict'
import { after, test } from 'node:test'
import { execa } from 'execa'
import { docker, requireDocker } from './support/compose-lab.ts'
import { projectPrefix, removeLeftovers } from './support/leftovers.ts'

const label = 'com.docker.compose.project'
const made: string[] = []
after(() => docker(['rm', '--force', ...made]))

test('what a run that crashed left behind is removed; that of a run under way stays', async () => {
  const program = execa(process.execPath, ['--version'])
  const { pid: ended } = program
  await program
  const [left, used, foreign] = [
    await container(`${projectPrefix}${ended}-1`),
    await container(`${projectPrefix}${process.pid}-99`),
    await container(`oauth-lab-of-a-person-${ended}`),
  ]
  await removeLeftovers()
  equal(await exists(left), false)
  ok(await exists(used))
  ok(await exists(foreign))
})

/** A container of this Compose project, created and never started. */
async function container(project: string): Promise<string> {
  const create = ['create', '--label', `${label}=${project}`, 'node:26.10.0-slim']
  const id = (await requireDocker(create)).trim()
  made.push(id)
  return id
}

async function exists(id: string): Promise<boolean> {
  return (await docker(['inspect', id])).code === 0
}
