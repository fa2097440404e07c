import type { Report } from '../explain-recording.ts'
import type { Explanation } from '../explanation/explain-exchange.ts'
import type { Flow } from '../flows/find-flows.ts'
import { lanesOf } from './lanes.ts'
import type { Lanes } from './lanes.ts'
import { exchangesOf, findingsOf } from './select.ts'

/**
 * A Mermaid sequence diagram of a flow, or of all messages. Dotted lines go through the browser,
 * solid ones are direct calls; a filled head asks, an open one answers. Secrets are hidden as in the report.
 */
export function toMermaid(report: Report, flow?: Flow): string {
  const exchanges = exchangesOf(report, flow)
  const lanes = lanesOf(exchanges)
  return [
    'sequenceDiagram',
    ...lanes.all.map(({ id, name }) => `    participant ${id} as ${escape(name)}`),
    ...exchanges.flatMap((one) => linesOf(one, lanes, report)),
    '',
  ].join('\n')
}

function linesOf(explanation: Explanation, lanes: Lanes, report: Report): string[] {
  const { request, response, channel, index, checks } = explanation
  const [from, to] = [lanes.of(explanation, 'from').id, lanes.of(explanation, 'to').id]
  const [ask, answer] = channel === 'front' ? ['-->>', '--)'] : ['->>', '-)']
  const asked = `${index + 1} ${escape(request.name)}<br/>${escape(request.short)}`
  const notes = [
    ...checks
      .filter(({ outcome }) => outcome !== 'passed')
      .map(({ id, outcome, says }) => `${outcome} ${id}: ${says}`),
    ...findingsOf(report, explanation)
      .filter(({ severity }) => severity !== 'note')
      .map(({ severity, id, says }) => `${severity} ${id}: ${says}`),
  ]
  return [
    `    ${from}${ask}${to}: ${asked}`,
    ...notes.map(
      (note) => `    Note over ${from === to ? from : `${from},${to}`}: ${escape(note)}`,
    ),
    ...(response.short === '' ? [] : [`    ${to}${answer}${from}: ${escape(response.short)}`]),
  ]
}

/** What Mermaid reads as its own is written by its code. */
function escape(text: string): string {
  return text
    .replaceAll('#', '#35;')
    .replaceAll(';', (semicolon, at: number, all: string) =>
      all.slice(0, at).endsWith('#35') ? semicolon : '#59;',
    )
    .replaceAll('<', '#lt;')
    .replaceAll('>', '#gt;')
    .replaceAll(/[\r\n]+/g, ' ')
}
