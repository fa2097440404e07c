import { roles } from '@oauth-lab/webserver/routes.ts'
import type { LabFile } from '../lab-file.ts'
import { describeState, readServices } from '../docker/services.ts'
import type { Service } from '../docker/services.ts'
import { lastLine, runInside } from './containers.ts'
import { examineWebServer } from './examine-web-server.ts'
import type { Examination, Probe } from './examination.ts'
import { findingsOf } from './finding.ts'
import type { Finding, Report } from './finding.ts'
import type { Observation, Question } from './observe/observation.ts'
import { probeProgram } from './observe/probe-program.ts'
import { examineCertificate } from './probes/certificate.ts'
import { examineClock } from './probes/clock.ts'
import { examineDiscovery } from './probes/discovery.ts'
import { examineForwarded } from './probes/forwarded.ts'
import { examineIssuer } from './probes/issuer.ts'
import { examineJwks } from './probes/jwks.ts'
import { examineName } from './probes/name.ts'
import { examinePort } from './probes/port.ts'
import { fromContainers } from './remedies.ts'
import type { Remedies } from './remedies.ts'

const { ok, wrong } = findingsOf('container')

/** What one role has to see of the others; the rest is the same from everywhere. */
const probes: readonly Probe[] = [
  examineName,
  examinePort,
  examineCertificate,
  examineIssuer,
  examineDiscovery,
  examineForwarded,
  examineJwks,
  examineClock,
]

/** Where the authorization server stands elsewhere there is none at the lab's origin. */
const probesBesideIssuer: readonly Probe[] = [
  examineName,
  examinePort,
  examineCertificate,
  examineClock,
]

/** What a role has to see of an authorization server at its own address. */
const probesOfIssuer: readonly Probe[] = [
  examineName,
  examinePort,
  examineCertificate,
  examineDiscovery,
  examineIssuer,
  examineJwks,
  examineClock,
]

/**
 * Looks at a lab from inside each of its containers: whether they run, and what each role sees.
 * @param project the Compose project
 */
export async function examineContainers(
  file: LabFile,
  project: string,
  remedies: Remedies,
): Promise<Report[]> {
  let all: Service[]
  try {
    all = await readServices(project)
  } catch (error) {
    const seen = (error as Error).message.split('\n')[0]!
    const more = { seen, expected: `the containers of ${project}`, fix: 'start Docker' }
    return [{ place: 'containers', findings: [wrong('Docker does not answer', more)] }]
  }
  const look = { file, remedies }
  const reports = await Promise.all(
    ['bootstrap', 'webserver', ...roles].map(async (service) => {
      const container = all.find(({ name }) => name === service)
      const findings = await examineService(service, container, look)
      return [
        { place: `inside ${service}`, findings },
        ...(container === undefined ? [] : await examineIssuerFrom(container, look)),
      ]
    }),
  )
  return reports.flat().filter(({ findings }) => findings.length > 0)
}

interface Look {
  file: LabFile
  remedies: Remedies
}

async function examineService(
  service: string,
  container: Service | undefined,
  look: Look,
): Promise<Finding[]> {
  if (service === 'bootstrap') return examineBootstrap(container, look)
  if (container?.state !== 'running') {
    return [
      wrong(`the container of ${service} does not run`, {
        seen: container === undefined ? 'there is none' : stateOf(container),
        expected: 'one that runs',
        fix: container === undefined ? look.remedies.start(443) : look.remedies.role(service),
      }),
    ]
  }
  const inside =
    service === 'webserver' ? examineWebServer(container, look) : examineRole(container, look)
  return [...health(container, look), ...(await inside)]
}

function stateOf({ state, exitCode }: Service): string {
  return state === 'exited' ? `it ended with exit code ${exitCode}` : state
}

/** It has done its work when it ended well; without it there is nothing to start. */
async function examineBootstrap(
  container: Service | undefined,
  { remedies }: Look,
): Promise<Finding[]> {
  if (container === undefined || container.state !== 'exited') return []
  if (container.exitCode === 0) return []
  const log = await lastLine(container.container).catch(() => undefined)
  return [
    wrong('bootstrap failed, so the lab has no configuration', {
      seen: `${stateOf(container)}: ${log ?? 'no log'}`,
      expected: 'exit code 0',
      fix: `fix what it says, then: ${remedies.start(443)}`,
    }),
  ]
}

function health(service: Service, { remedies }: Look): Finding[] {
  if (service.health !== 'unhealthy') return [ok(describeState(service))]
  return [
    wrong(`the container of ${service.name} is unhealthy`, {
      seen: describeState(service),
      expected: 'a service that answers by itself',
      fix: remedies.restart(service.name),
    }),
  ]
}

async function examineRole(container: Service, { file, remedies }: Look): Promise<Finding[]> {
  const issuer = `${file.origin}/authserver/oauth2`
  const chosen = file.external?.includes('--issuer ') ? probesBesideIssuer : probes
  return examineFrom(container, {}, chosen, { issuer, authority: 'the lab’s root', remedies })
}

/** The authorization server that a role was told of, as the role sees it. */
async function examineIssuerFrom(container: Service, look: Look): Promise<Report[]> {
  const { name, state, environment } = container
  const issuer = environment['LAB_ISSUER']
  if (!issuer || !roles.some((role) => role === name) || state !== 'running') return []
  const authority = 'the CA of LAB_ISSUER_CA_FILE, or a public one'
  const findings = await examineFrom(container, { issuer }, probesOfIssuer, {
    issuer,
    authority,
    remedies: fromContainers(look.remedies),
  })
  return [{ place: `inside ${name}, the authorization server ${issuer}`, findings }]
}

async function examineFrom(
  { container: id, name: service }: Service,
  question: Omit<Question, 'timeout'>,
  chosen: readonly Probe[],
  more: Pick<Examination, 'issuer' | 'authority' | 'remedies'>,
): Promise<Finding[]> {
  const before = Date.now()
  try {
    const program = probeProgram({ ...question, timeout: 8000 })
    const output = await runInside(id, ['node', '--input-type=module', '-'], program)
    const observation = JSON.parse(output) as Observation
    // Some moment of the look; the nearest one is the fairest.
    const now = Math.min(Math.max(observation.now, before), Date.now())
    return chosen.flatMap((probe) => probe({ ...more, observation, now, service }))
  } catch (error) {
    return [
      wrong(`nothing can be looked at from ${service}`, {
        seen: (error as Error).message,
        expected: 'a probe that runs in the container',
        fix: more.remedies.restart(service),
      }),
    ]
  }
}
