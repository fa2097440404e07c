import { partyNames } from '../catalogue/messages.ts'
import type { Report } from '../explain-recording.ts'
import type { Explanation, Side } from '../explanation/explain-exchange.ts'
import type { Part } from '../explanation/part.ts'
import type { Finding } from '../findings/finding.ts'
import type { Flow } from '../flows/find-flows.ts'
import { exchangesOf, exchangesOfNoFlow, titleOf } from './select.ts'

/** How words are marked on a terminal. */
export interface Paint {
  strong(text: string): string
  faint(text: string): string
  good(text: string): string
  bad(text: string): string
}

export interface TextOptions {
  flow?: Flow
  /** Opens the parts of each message. */
  verbose?: boolean
  paint?: Paint
}

const asIs = (text: string): string => text
const unpainted: Paint = { strong: asIs, faint: asIs, good: asIs, bad: asIs }

/** Flows, their messages and the findings as plain text for a terminal. */
export function toText(
  report: Report,
  { flow, verbose = false, paint = unpainted }: TextOptions = {},
): string {
  const flows = flow === undefined ? report.flows : [flow]
  const rest = flow === undefined ? exchangesOfNoFlow(report) : []
  const groups = [
    ...flows.map((one) => ({ title: titleOf(one), exchanges: exchangesOf(report, one) })),
    ...(rest.length === 0
      ? []
      : [{ title: flows.length === 0 ? 'Messages' : 'Messages of no flow', exchanges: rest }]),
  ]
  const told = flow === undefined ? undefined : new Set(flow.entries)
  const findings = report.findings.filter(({ where }) => told?.has(where.entry) ?? true)
  const blocks = [
    ...groups.map(({ title, exchanges }) => [
      paint.strong(title),
      ...messageLines(exchanges, verbose, paint),
    ]),
    findings.length === 0
      ? [paint.good('Nothing was found that breaks a clause.')]
      : [
          paint.strong(countOf(findings)),
          ...findings.flatMap((finding) => findingLines(finding, report, paint)),
        ],
    ...report.remarks.map((remark) => [paint.faint(remark)]),
  ]
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function messageLines(exchanges: readonly Explanation[], verbose: boolean, paint: Paint): string[] {
  const rows = exchanges.map((exchange) => ({ exchange, cells: cellsOf(exchange) }))
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...rows.map(({ cells }) => cells[column]!.length)),
  )
  return rows.flatMap(({ exchange, cells }) => {
    const padded = cells.map((cell, column) =>
      column === 0 ? cell.padStart(widths[0]!) : cell.padEnd(widths[column] ?? 0),
    )
    const [number, route, channel, name, answer] = padded
    // Where no role sees a leg of a redirect, nothing went wrong.
    const isRefused = exchange.status >= 400 || exchange.response.short === 'no answer'
    const outcome = isRefused ? paint.bad(answer!) : answer!
    const line = `  ${paint.faint(number!)}  ${route}  ${paint.faint(channel!)}  ${name}  ${outcome}`
    return [line.trimEnd(), ...(verbose ? detailLines(exchange, paint) : [])]
  })
}

function cellsOf(exchange: Explanation): string[] {
  const { index, from, to, channel, request, response } = exchange
  return [
    String(index + 1),
    from === to ? '' : `${partyNames[from]} → ${partyNames[to]}`,
    from === to ? '' : channel,
    request.name === 'Request' ? request.short : request.name,
    response.short,
  ]
}

function detailLines(exchange: Explanation, paint: Paint): string[] {
  const { purpose, clause, request, response, checks } = exchange
  return [
    `       ${purpose}${clause === undefined ? '' : paint.faint(`  ${clause}`)}`,
    ...sideLines(request, paint),
    ...sideLines(response, paint),
    ...checks
      .filter(({ outcome }) => outcome !== 'passed')
      .map(({ outcome, id, says, clause: broken }) =>
        paint.bad(`       ${outcome} ${id}: ${says}  ${broken}`),
      ),
    '',
  ]
}

function sideLines({ line, parts }: Side, paint: Paint): string[] {
  if (line === 'not recorded') return []
  return [`       ${paint.strong(line)}`, ...parts.flatMap((part) => partLines(part, 9, paint))]
}

function partLines(part: Part, indent: number, paint: Paint): string[] {
  const { in: place, name, value, means, says, clause, parts } = part
  const words = [
    means ?? 'No specification here names it.',
    says && `Here: ${says.replace(/\.$/, '')}.`,
  ]
  const space = ' '.repeat(indent)
  return [
    `${space}${paint.faint(place)} ${name}: ${value}`,
    `${space}  ${words.filter(Boolean).join(' ')}${paint.faint(clause === undefined ? '' : `  ${clause}`)}`,
    ...(parts ?? []).flatMap((one) => partLines(one, indent + 4, paint)),
  ]
}

function countOf(findings: readonly Finding[]): string {
  const counts = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const { length } = findings.filter((one) => one.severity === severity)
    return length === 0 ? [] : [`${length} ${severity}${length === 1 ? '' : 's'}`]
  })
  return `Findings: ${counts.join(', ')}`
}

function findingLines(finding: Finding, { exchanges }: Report, paint: Paint): string[] {
  const { severity, id, says, clause, remedy, where } = finding
  const at = exchanges.find(({ index }) => index === where.entry)
  const word = severity === 'error' ? paint.bad(severity) : paint.strong(severity)
  const place = [`message ${where.entry + 1}`, at?.message?.name, where.part]
  return [
    `  ${word} ${id}  ${paint.faint(clause)}`,
    `    ${says}`,
    `    ${paint.faint(`at ${place.filter(Boolean).join(', ')}`)}`,
    `    ${remedy}`,
  ]
}
