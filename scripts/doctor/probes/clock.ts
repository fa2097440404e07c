import type { Examination, LabState, Probe } from '../examination.ts'
import { formatDuration } from '../../command-line/duration.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'

const { ok, note, wrong, unknown } = findingsOf('clock')

/** Milliseconds: a Date header knows seconds only, and some verifiers allow no more than this. */
const tolerance = 5000

/** Whether server, lab and roles agree with this machine on the time. */
export const examineClock: Probe = (examination) => {
  const dates = dateFindings(examination)
  const state = examination.lab?.state
  const moved = state === undefined ? [] : labFindings(state, examination)
  if (dates.length + moved.length > 0) return [...dates, ...moved]
  const asked = Object.values(examination.observation.answers).some(
    ({ headers }) => headers['date'],
  )
  if (!asked) return [unknown('not examined: nothing was answered')]
  const whose = state === undefined ? 'the server agrees' : 'all roles agree'
  return [ok(`${whose} with this machine within ${tolerance / 1000} s`)]
}

/** What a place's own clock, and the `Date` of answers, tell. */
function dateFindings({ observation, remedies, service, now }: Examination): Finding[] {
  const findings: Finding[] = []
  if (service !== undefined && Math.abs(observation.now - now) > tolerance) {
    findings.push(different(`the clock in ${service}`, observation.now, now, remedies.clock()))
  }
  const asked = new Set<string>()
  const off = new Map<string, [date: number, receivedAt: number]>()
  for (const [name, { headers, sentAt, receivedAt }] of Object.entries(observation.answers)) {
    const date = Date.parse(String(headers['date']))
    // It was written between these two, and cut to the second.
    if (Number.isNaN(date)) continue
    const early = date + 1000 < sentAt - tolerance
    const late = date > receivedAt + tolerance
    const who = name.startsWith('health ') ? `the clock of ${name.slice(7)}` : 'the server’s clock'
    asked.add(who)
    if (early || late) off.set(who, [date, receivedAt])
  }
  // Where all are off alike it is one clock, the machine's.
  const differences = [...off.values()].map(([date, receivedAt]) => date - receivedAt)
  const spread = Math.max(...differences) - Math.min(...differences)
  const isOne = off.size === asked.size && spread <= tolerance
  for (const [who, [date, receivedAt]] of isOne ? [...off].slice(0, 1) : off) {
    const whose = isOne ? 'the server’s clock' : who
    findings.push(different(whose, date, receivedAt, remedies.clock()))
  }
  return findings
}

/** The clocks that the protocol sees: the lab's, and each role's. */
function labFindings(
  { clock, askedAt, answeredAt }: LabState,
  { remedies }: Examination,
): Finding[] {
  const lab = Date.parse(clock.now)
  const middle = (askedAt + answeredAt) / 2
  const slack = tolerance + (answeredAt - askedAt)
  const roles = Object.entries(clock.roles).flatMap(([role, one]) => {
    const time = Date.parse(one.now)
    if (one.mode === clock.mode && Math.abs(time - lab) <= slack) return []
    const alike = one.mode === clock.mode
    const seconds = Math.round((lab - time) / 1000)
    const fix = remedies.moveClock({ role, mode: clock.mode, ...(alike && { seconds }) })
    const still = one.mode === 'frozen' && !alike ? ' stands still, and' : ''
    return [different(`the clock of ${role}${still}`, time, lab, fix, 'the lab’s')]
  })
  const frozen = clock.mode === 'frozen'
  const back = clock.mode === 'running' ? { seconds: -clock.offset } : {}
  const fix = remedies.moveClock({ mode: clock.mode, ...back })
  // A lab in real time has its machine's clock, of which the answers' dates tell.
  const isReal = clock.mode === 'running' && clock.offset === 0
  if (!isReal && Math.abs(lab - middle) > slack) {
    const who = `the lab’s clock${frozen ? ' stands still, and' : ''}`
    return [different(who, lab, middle, fix), ...roles]
  }
  return [...(frozen ? [note('the lab’s clock stands still', { fix })] : []), ...roles]
}

function different(
  who: string,
  seen: number,
  expected: number,
  fix: string,
  whose = 'this machine’s',
): Finding {
  const way = seen > expected ? 'ahead of' : 'behind'
  const much = formatDuration(Math.abs(seen - expected))
  return wrong(`${who} is ${much} ${way} ${whose}`, {
    seen: iso(seen),
    expected: `${iso(expected)}: a token would be from the future, or ended, for one of the two`,
    fix,
  })
}

function iso(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
