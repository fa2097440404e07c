import { projectName } from '../../docker/find-project.ts'
import { runDocker } from '../../docker/run-docker.ts'
import { isWell, readServices } from '../../docker/services.ts'
import type { Service } from '../../docker/services.ts'
import { lastLine } from '../containers.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'

const { ok, note, wrong } = findingsOf('docker')

/**
 * Whether Docker answers, and whether containers of a lab are there that do not run.
 * @param isUsual whether the lab of the usual Compose project is meant
 */
export async function examineDocker(isUsual: boolean): Promise<Finding[]> {
  const format = '{{.Server.Version}}'
  const args = ['version', '--format', format]
  const answer = await runDocker(args, { timeout: 10_000 }).catch(() => undefined)
  if (answer?.code !== 0) {
    const says = answer === undefined ? 'there is no Docker' : 'Docker’s engine does not answer'
    return [note(`${says}; only a lab in containers needs it`)]
  }
  const services = isUsual ? await readServices(projectName()).catch(() => []) : []
  // One that was only created waits for another that failed.
  const broken = services.filter((service) => !isWell(service) && service.state !== 'created')
  return [ok(`engine ${answer.stdout.trim()}`), ...(await Promise.all(broken.map(describe)))]
}

async function describe({ name, container, state, exitCode }: Service): Promise<Finding> {
  const log = await lastLine(container).catch(() => undefined)
  const ended = state === 'exited' || state === 'restarting'
  return wrong(`the container of ${name} is there and does no work`, {
    seen: `${state}${ended ? ` with exit code ${exitCode}` : ''}: ${log ?? 'it wrote no log'}`,
    expected: 'a lab whose containers run, or none',
    mend: exitCode === 0 ? './lab up --docker' : 'mend what it says, then: ./lab up --docker',
  })
}
