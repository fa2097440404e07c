import type { Input } from './command-line/command.ts'
import { formatDuration } from './command-line/duration.ts'
import { style } from './command-line/style.ts'
import { alignRows } from './command-line/table.ts'
import { labFolder } from './lab-file.ts'
import { findLab } from './running-lab.ts'
import type { RunningLab } from './running-lab.ts'

const roles = ['authserver', 'resserver', 'client', 'control'] as const

interface Health {
  role: string
  ok: boolean
  /** Milliseconds until it answered. */
  ms: number
}

/** `./lab status`: exit code 0 when the lab runs and every role answers, 1 otherwise. */
export async function run({ values, switches }: Input): Promise<number> {
  const folder = labFolder(values['data'])
  const lab = await findLab(folder)
  const health = lab === undefined ? [] : await Promise.all(roles.map((role) => ask(lab, role)))
  const text = switches.has('json') ? asJson(folder, lab, health) : asText(folder, lab, health)
  process.stdout.write(`${text}\n`)
  return lab !== undefined && health.every(({ ok }) => ok) ? 0 : 1
}

async function ask({ fetch, file }: RunningLab, role: string): Promise<Health> {
  const started = performance.now()
  const ok = await fetch(`${file.origin}/${role}/healthz`, { signal: AbortSignal.timeout(5000) })
    .then(async (response) => {
      await response.arrayBuffer()
      return response.ok
    })
    .catch(() => false)
  return { role, ok, ms: Math.round(performance.now() - started) }
}

function asJson(folder: string, lab: RunningLab | undefined, health: Health[]): string {
  if (lab === undefined) return JSON.stringify({ running: false, data: folder }, null, 2)
  const { pid, origin, startedAt, memory } = lab.file
  const issuer = `${origin}/authserver/oauth2`
  const answer = { running: true, data: folder, pid, origin, issuer, startedAt, memory }
  return JSON.stringify({ ...answer, roles: health }, null, 2)
}

function asText(folder: string, lab: RunningLab | undefined, health: Health[]): string {
  if (lab === undefined) return `no lab is running on ${folder}`
  const { pid, origin, startedAt, memory } = lab.file
  const age = formatDuration(Date.now() - Date.parse(startedAt))
  return alignRows([
    ['lab', style.strong(origin)],
    ['issuer', `${origin}/authserver/oauth2`],
    ['running', `for ${age}, as process ${pid}`],
    ['data', memory ? 'in memory' : folder],
    ...health.map(({ role, ok, ms }) => [
      role,
      ok ? `${style.good('up')}, ${ms} ms` : style.bad('no answer'),
    ]),
  ]).join('\n')
}
