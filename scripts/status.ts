import type { LabRoles } from '@oauth-lab/kit/admin/control-client.ts'
import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import { defineCommand } from './command-line/command.ts'
import { data } from './command-line/flags.ts'
import { formatDuration } from './command-line/duration.ts'
import { style } from './command-line/style.ts'
import { alignRows } from './command-line/table.ts'
import { factsOfServices, rowsOfServices } from './docker/containers-status.ts'
import { findProject, isRunning, projectName } from './docker/find-project.ts'
import { isWell, readServices } from './docker/services.ts'
import type { Service } from './docker/services.ts'
import { isCheckout, labFolder } from './lab-file.ts'
import { findDefinition, portalOf } from './require-definition.ts'
import { findLab } from './running-lab.ts'
import type { RunningLab } from './running-lab.ts'

const roles = ['authserver', 'resserver', 'client', 'control'] as const

interface Health {
  role: string
  /** Whether an external program plays it. */
  external: boolean
  ok: boolean
  /** Milliseconds until it answered. */
  ms: number
}

interface Findings {
  folder: string
  lab: RunningLab | undefined
  issuer: string | undefined
  /** Whether it began with users and nothing else. */
  blank: boolean
  /** Whether the lab's own authorization server is set up; true where another one is used. */
  defined: boolean
  health: Health[]
  /** The Compose project, where the lab runs in containers. */
  project: string | undefined
  services: Service[]
  /** A Compose project that runs besides the folder's own lab. */
  other: string | undefined
}

/** `./lab status`: exit code 0 when the lab runs and every role answers, 1 otherwise. */
export const command = defineCommand({
  flags: { json: { description: 'as JSON' }, data },
  async run({ flags }) {
    const findings = await examine(labFolder(flags.data))
    const { lab, health, services } = findings
    const text = flags.json ? asJson(findings) : asText(findings)
    process.stdout.write(`${text}\n`)
    return lab !== undefined && health.every(({ ok }) => ok) && services.every(isWell) ? 0 : 1
  },
})

async function examine(folder: string): Promise<Findings> {
  const lab = await findLab(folder)
  const control = lab?.control()
  const known = await control?.roles()
  const isOther = known?.elsewhere === true || known?.external.includes('authserver') === true
  const defined = control === undefined || isOther || (await findDefinition(control)) !== undefined
  const project = lab === undefined ? await findProject(folder) : lab.file.docker?.project
  const [health, services, other] = await Promise.all([
    lab === undefined ? [] : askRoles(lab, known),
    project === undefined ? [] : readServices(project),
    lab !== undefined && project === undefined && isCheckout ? findOther() : undefined,
  ])
  const { issuer, blank = false } = known ?? {}
  return { folder, lab, issuer, blank, defined, health, project, services, other }
}

async function findOther(): Promise<string | undefined> {
  const usual = projectName()
  return (await isRunning(usual)) ? usual : undefined
}

/** One that stands at its own address is not asked: its certificate may be none of the lab's. */
function askRoles(lab: RunningLab, known: LabRoles | undefined): Promise<Health[]> {
  const asked = known?.elsewhere ? roles.filter((role) => role !== 'authserver') : roles
  const external: string[] = known?.external ?? []
  return Promise.all(asked.map((role) => ask(lab, role, external.includes(role))))
}

async function ask({ fetch, file }: RunningLab, role: string, external: boolean): Promise<Health> {
  const started = performance.now()
  const ok = await fetch(`${file.origin}/${role}/healthz`, { signal: AbortSignal.timeout(5000) })
    .then(async (response) => {
      await response.arrayBuffer()
      // An external program need not have a health page: any answer of its own is one.
      return response.ok || (external && response.status < 500)
    })
    .catch(() => false)
  return { role, external, ok, ms: Math.round(performance.now() - started) }
}

function asJson(findings: Findings): string {
  const { folder, lab, health, project, services, other } = findings
  const docker = {
    ...(project !== undefined && { docker: { project }, services: factsOfServices(services) }),
    ...(other !== undefined && { other: { project: other } }),
  }
  if (lab === undefined) return JSON.stringify({ running: false, data: folder, ...docker }, null, 2)
  const { pid, origin, startedAt, memory } = lab.file
  const { issuer, blank, defined } = findings
  const tls = !isPlain(lab.file)
  const answer = {
    running: true,
    data: folder,
    pid,
    origin,
    tls,
    issuer,
    blank,
    defined,
    startedAt,
    memory,
  }
  return JSON.stringify({ ...answer, ...docker, roles: health }, null, 2)
}

function asText(findings: Findings): string {
  const { folder, lab, health, project, services, other } = findings
  const containers = services.length === 0 ? [] : ['', ...alignRows(rowsOfServices(services))]
  const besides =
    other === undefined
      ? []
      : ['', `The lab in containers runs too: project ${other} (docker compose -p ${other} ps)`]
  if (lab === undefined) {
    const what =
      project === undefined
        ? `no lab is running on ${folder}`
        : `the containers of ${project} do not answer as a lab`
    return [what, ...containers, ...besides].join('\n')
  }
  const { origin, startedAt, memory, pid } = lab.file
  const age = formatDuration(Date.now() - Date.parse(startedAt))
  const where = project === undefined ? `as process ${pid}` : `in containers, project ${project}`
  const data = project === undefined ? folder : `volumes of ${project}`
  const rows = [
    ['start page', style.strong(`${origin}/`)],
    ['console', style.strong(`${origin}/console/`)],
    ['issuer', findings.issuer ?? ''],
    ...(findings.blank ? [['blank', 'began with users and nothing else']] : []),
    ...(findings.defined
      ? []
      : [['missing', `a server definition: ${portalOf({ base: origin })}`]]),
    ['running', `for ${age}, ${where}`],
    ...(isPlain(lab.file)
      ? [['leniency', style.bad('without TLS: plain HTTP, on this machine only')]]
      : []),
    ['data', memory ? 'in memory' : data],
    ...health.map(({ role, external, ok, ms }) => [
      role,
      (ok ? `${style.good('up')}, ${ms} ms` : style.bad('no answer')) +
        (external ? ', an external program' : ''),
    ]),
  ]
  return [...alignRows(rows), ...containers, ...besides].join('\n')
}
