import { partyNames } from '../catalogue/messages.ts'
import type { Report } from '../explain-recording.ts'
import type { Explanation, Side } from '../explanation/explain-exchange.ts'
import type { Part } from '../explanation/part.ts'
import { sayMoment } from '../explanation/say-time.ts'
import type { Finding } from '../findings/finding.ts'
import type { Flow } from '../flows/find-flows.ts'
import { exchangesOf, exchangesOfNoFlow, findingsOf, titleOf } from './select.ts'
import { toMermaid } from './to-mermaid.ts'

/** Markdown fit for a bug report: findings, a drawing of each flow, and each message with its parts. */
export function toMarkdown(report: Report, flow?: Flow): string {
  const flows = flow === undefined ? report.flows : [flow]
  const rest = flow === undefined ? exchangesOfNoFlow(report) : []
  const told = flow === undefined ? undefined : new Set(flow.entries)
  const findings = report.findings.filter(({ where }) => told?.has(where.entry) ?? true)
  return [
    '# OAuth messages',
    '',
    ...findingLines(findings),
    ...report.remarks.flatMap((remark) => [remark, '']),
    ...flows.flatMap((one) => [
      `## ${plain(titleOf(one))}`,
      '',
      '```mermaid',
      toMermaid(report, one).trimEnd(),
      '```',
      '',
      ...exchangesOf(report, one).flatMap((exchange) => exchangeLines(exchange, report)),
    ]),
    ...(rest.length === 0
      ? []
      : [flows.length === 0 ? '## Messages' : '## Messages of no flow', '']),
    ...rest.flatMap((exchange) => exchangeLines(exchange, report)),
  ].join('\n')
}

function findingLines(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ['Nothing was found that breaks a clause.', '']
  return [
    '| message | severity | what | clause | what to do |',
    '| --- | --- | --- | --- | --- |',
    ...findings.map(
      ({ severity, id, says, clause, remedy, where }) =>
        `| ${where.entry + 1} | ${severity} | ${cell(says)} (${code(id)}, ${cell(where.part)}) | ${clause} | ${cell(remedy)} |`,
    ),
    '',
  ]
}

function exchangeLines(explanation: Explanation, report: Report): string[] {
  const { index, message, from, to, channel, at, purpose, clause, request, response } = explanation
  const moment = at === undefined ? '' : `, ${sayMoment(at)}`
  return [
    `### ${index + 1}. ${plain(message?.name ?? request.name)}`,
    '',
    `${partyNames[from]} to ${partyNames[to].toLowerCase()}, ${channel} channel${moment}. ${purpose}${
      clause === undefined ? '' : ` (${clause})`
    }`,
    '',
    ...findingsOf(report, explanation).map(
      ({ severity, says, clause: broken }) => `- **${severity}**: ${plain(says)} (${broken})`,
    ),
    ...explanation.checks
      .filter(({ outcome }) => outcome !== 'passed')
      .map(
        ({ outcome, says, detail, clause: broken }) =>
          `- **${outcome}**: ${plain([says, detail].filter(Boolean).join(' '))} (${broken})`,
      ),
    '',
    ...sideLines(request),
    ...sideLines(response),
  ]
}

function sideLines({ line, name, parts }: Side): string[] {
  if (line === 'not recorded') return []
  const rows = parts.flatMap((part) => rowsOf(part))
  return [
    `**${plain(name)}**: ${code(line)}`,
    '',
    ...(rows.length === 0
      ? []
      : [
          '| in | name | value | meaning | clause |',
          '| --- | --- | --- | --- | --- |',
          ...rows,
          '',
        ]),
  ]
}

function rowsOf({ in: place, name, value, means, says, clause, parts }: Part): string[] {
  const told = means ?? 'No specification here names it.'
  const words = says === undefined ? told : `${told} Here: ${says.replace(/\.$/, '')}.`
  return [
    `| ${place} | ${code(name)} | ${code(value)} | ${cell(words)} | ${clause ?? ''} |`,
    ...(parts ?? []).flatMap(rowsOf),
  ]
}

/** Nothing that came over the wire becomes markup. */
function plain(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\`*_[\]<>#|~]/g, String.raw`\$&`)
}

function cell(text: string): string {
  return plain(text)
}

function code(text: string): string {
  const line = text
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll('`', "'")
    .replaceAll('|', String.raw`\|`)
  return line === '' ? '' : `\`${line}\``
}
