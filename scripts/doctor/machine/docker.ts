import { originOf } from '../../docker/containers-lab.ts'
import { explainDockerFailure } from '../../docker/explain-docker-failure.ts'
import { projectName } from '../../docker/find-project.ts'
import { runDocker } from '../../docker/run-docker.ts'
import { readOwnServices } from '../../docker/own-project.ts'
import { isWell } from '../../docker/services.ts'
import type { Service } from '../../docker/services.ts'
import { lastLine } from '../containers.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'
import { containerRemedies } from '../remedies.ts'

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
  const project = projectName()
  const services = isUsual ? await readOwnServices(project).catch(() => []) : []
  const origin = originOf(services) ?? 'https://webserver'
  const { start } = containerRemedies({ project, origin })
  const broken = services.filter(isBroken).map((service) => describe(service, start(443)))
  return [ok(`engine ${answer.stdout.trim()}`), ...(await Promise.all(broken))]
}

/** One that was only created waits for another that failed, unless the engine could not start it. */
function isBroken(service: Service): boolean {
  const { state, health, failure } = service
  if (state === 'created') return failure !== ''
  return !isWell(service) && health !== 'starting'
}

async function describe(service: Service, start: string): Promise<Finding> {
  const { name, container, state, exitCode, failure } = service
  const says = `the container of ${name} is there and does no work`
  const expected = 'a lab whose containers run, or none'
  if (state === 'created') {
    const seen = `it could not be started: ${failure.split(': ').slice(-2).join(': ')}`
    return wrong(says, { seen, expected, fix: explainDockerFailure(failure) })
  }
  const log = await lastLine(container).catch(() => undefined)
  const ended = state === 'exited' || state === 'restarting'
  return wrong(says, {
    seen: `${state}${ended ? ` with exit code ${exitCode}` : ''}: ${log ?? 'it wrote no log'}`,
    expected,
    fix: exitCode === 0 ? start : `fix what it says, then: ${start}`,
  })
}
