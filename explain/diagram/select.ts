import type { Report } from '../explain-recording.ts'
import type { Explanation } from '../explanation/explain-exchange.ts'
import type { Finding } from '../findings/finding.ts'
import type { Flow } from '../flows/find-flows.ts'

/** The exchanges of one flow, in order of time; all without one. */
export function exchangesOf({ exchanges }: Report, flow?: Flow): Explanation[] {
  if (flow === undefined) return exchanges
  const wanted = new Set(flow.entries)
  return exchanges.filter(({ index }) => wanted.has(index))
}

/** Messages that belong to no flow: metadata, keys, registrations. */
export function exchangesOfNoFlow({ exchanges, flows }: Report): Explanation[] {
  const used = new Set(flows.flatMap(({ entries }) => entries))
  return exchanges.filter(({ index }) => !used.has(index))
}

/** What was found in one exchange, beside the checks that its role tells. */
export function findingsOf({ findings }: Report, { index }: Explanation): Finding[] {
  return findings.filter(({ where, id }) => where.entry === index && !id.startsWith('check-'))
}

/** A heading: `Authorization code with PKCE, client web`. */
export function titleOf({ name, client }: Flow): string {
  return client === undefined ? name : `${name}, client ${client}`
}
