import type {
  ClockRequest,
  ClockState,
  LabClock,
  ManagedRole,
} from '@oauth-lab/kit/admin/control-client.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import { defineCommand, UsageError } from './command-line/command.ts'
import { data, sandbox } from './command-line/flags.ts'
import { parseDuration } from './command-line/duration.ts'
import { alignRows } from './command-line/table.ts'
import { requireLab } from './running-lab.ts'

/** `./lab clock [+1h|freeze|run|ISO-TIME]`: moves the clock of all roles or one, then shows it. */
export const command = defineCommand({
  usage: '[+1h|freeze|run|ISO-TIME]',
  takes: [0, 1],
  flags: {
    role: {
      value: 'ROLE',
      description: 'of this role alone: authserver, resserver or client',
      read: readRole,
    },
    sandbox,
    data,
  },
  async run({ positionals, flags }) {
    const change = positionals[0] === undefined ? undefined : parseChange(positionals[0])
    if (change === undefined && flags.role !== undefined) {
      throw new UsageError(['--role says whose clock to move; say how too'], 'clock')
    }
    const { clock } = (await requireLab(flags.data)).control(flags.sandbox)
    const state = change === undefined ? await clock.get() : await clock.set(change, flags.role)
    process.stdout.write(`${describe(state)}\n`)
  },
})

function readRole(text: string): ManagedRole {
  const role = managedRoles.find((one) => one === text)
  if (role === undefined) throw new Error(`is one of ${managedRoles.join(', ')}, not ${text}`)
  return role
}

/** What a word asks of the clock. @throws UsageError when it is none of the forms */
export function parseChange(text: string): ClockRequest {
  if (text === 'freeze') return { freeze: true }
  if (text === 'run') return { run: true }
  const [, sign, duration] = /^([+-])(.+)$/.exec(text) ?? []
  const seconds = duration === undefined ? undefined : parseDuration(duration)
  if (seconds !== undefined) return { forward: sign === '-' ? -seconds : seconds }
  if (/^\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d))?$/.test(text)) {
    const time = Date.parse(text)
    if (!Number.isNaN(time)) return { at: new Date(time).toISOString() }
  }
  throw new UsageError(
    [`${text} is no change of a clock; it is like +1h, -30m, freeze, run or 2030-01-01T00:00:00Z`],
    'clock',
  )
}

function describe({ roles, ...lab }: LabClock): string {
  const skewed = Object.entries(roles).filter(([, clock]) => isElsewhere(clock, lab))
  return alignRows([
    ['lab', ...partsOf(lab)],
    ...skewed.map(([role, clock]) => [role, ...partsOf(clock)]),
  ]).join('\n')
}

function isElsewhere(clock: ClockState, lab: ClockState): boolean {
  if (clock.mode === 'frozen') return lab.mode !== 'frozen' || lab.at !== clock.at
  return lab.mode !== 'running' || lab.offset !== clock.offset
}

function partsOf(clock: ClockState): string[] {
  if (clock.mode === 'frozen') return [clock.now, 'frozen']
  if (clock.offset === 0) return [clock.now, 'real time']
  const sign = clock.offset > 0 ? '+' : '-'
  return [clock.now, `runs, ${sign}${Math.abs(clock.offset)} s from real time`]
}
