import { isAlive } from '@oauth-lab/scripts/running-lab.ts'
import { runCommand } from '../../runner/run-command.ts'

/** Every Compose project of the tests is named so, then by its process and a number. */
export const projectPrefix = 'oauth-lab-test-'

const label = 'com.docker.compose.project'

/**
 * Removes the containers, networks and volumes of test runs whose process has ended without doing so.
 * Those of runs under way stay.
 */
export async function removeLeftovers(): Promise<void> {
  for (const { list, remove } of kinds) {
    const left = (await find(list)).filter(({ project }) => isLeftover(project))
    if (left.length > 0) await runCommand('docker', [...remove, ...left.map(({ id }) => id)])
  }
}

const kinds = [
  { list: ['ps', '--all'], remove: ['rm', '--force', '--volumes'] },
  { list: ['network', 'ls'], remove: ['network', 'rm'] },
  { list: ['volume', 'ls'], remove: ['volume', 'rm', '--force'] },
]

async function find(list: string[]): Promise<{ id: string; project: string }[]> {
  const id = list[0] === 'volume' ? '{{.Name}}' : '{{.ID}}'
  const format = `${id} {{.Label "${label}"}}`
  const { output } = await runCommand('docker', [
    ...list,
    '--filter',
    `label=${label}`,
    '--format',
    format,
  ])
  return output.split('\n').flatMap((line) => {
    const [found, project] = line.split(' ')
    return found && project ? [{ id: found, project }] : []
  })
}

function isLeftover(project: string): boolean {
  if (!project.startsWith(projectPrefix)) return false
  const [pid] = project.slice(projectPrefix.length).split('-')
  return !isAlive(Number(pid))
}
