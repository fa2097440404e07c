import { alignRows } from '../command-line/table.ts'
import { style } from '../command-line/style.ts'
import type { Finding, Report, State } from './finding.ts'

/** The reports for people: a group for each place, a line for each finding, more lines for trouble. */
export function describeReports(subject: string, reports: Report[]): string {
  const blocks = reports.map(({ place, findings }, index) =>
    [style.strong(place), ...describeFindings(index === 0 ? findings : shorten(findings))].join(
      '\n',
    ),
  )
  const all = reports.flatMap(({ findings }) => findings)
  return [`${style.strong('OAuth Lab doctor')}  ${subject}`, ...blocks, summarize(all)].join('\n\n')
}

function describeFindings(all: Finding[]): string[] {
  const findings = joinUnknown(all)
  const heads = alignRows(
    findings.map(({ state, probe, says }) => [`  ${styles[state](words[state])}`, probe, says]),
  )
  const width = Math.max(...findings.map(({ state }) => words[state].length))
  // Below the name of the probe.
  const indent = ' '.repeat(2 + width + 2)
  return findings.flatMap((finding, index) => [heads[index]!, ...details(finding, indent)])
}

function details({ seen, expected, fix }: Finding, indent: string): string[] {
  const rows = Object.entries({ seen, expected, fix }).flatMap(([name, text]) =>
    text === undefined
      ? []
      : [[`${indent}${style.faint(name)}`, name === 'fix' ? style.strong(text) : text]],
  )
  return alignRows(rows)
}

const words: Record<State, string> = { ok: 'ok', note: 'note', wrong: 'WRONG', unknown: '-' }

const styles: Record<State, (text: string) => string> = {
  ok: style.good,
  note: (text) => text,
  wrong: style.bad,
  unknown: style.faint,
}

/** What could not be looked at has mostly one cause, which stands above: it takes one line. */
function joinUnknown(findings: Finding[]): Finding[] {
  const unknown = findings.filter(({ state }) => state === 'unknown')
  if (unknown.length < 2) return findings
  const says = `not examined: ${unknown.map(({ probe }) => probe).join(', ')}`
  const line: Finding = { probe: '…', state: 'unknown', says }
  return [...findings.filter(({ state }) => state !== 'unknown'), line]
}

/** Places after the first are looked at for the same things: what is fine there takes one line. */
function shorten(findings: Finding[]): Finding[] {
  const fine = [
    ...new Set(findings.filter(({ state }) => state === 'ok').map(({ probe }) => probe)),
  ]
  const rest = findings.filter(({ state }) => state !== 'ok')
  if (fine.length === 0) return rest
  const line: Finding = { probe: '…', state: 'ok', says: fine.join(', ') }
  return [...rest, line]
}

function summarize(findings: Finding[]): string {
  const count = (state: State) => findings.filter((one) => one.state === state).length
  const wrong = count('wrong')
  const parts = [
    wrong === 0 ? style.good('nothing wrong') : style.bad(`${wrong} wrong`),
    ...(count('note') > 0 ? [`${count('note')} to note`] : []),
    `${count('ok')} fine`,
    ...(count('unknown') > 0 ? [`${count('unknown')} not examined`] : []),
  ]
  return parts.join(', ')
}
