import { partyNames } from '../catalogue/messages.ts'
import type { Party } from '../catalogue/messages.ts'
import type { Explanation } from '../explanation/explain-exchange.ts'

/** One party of a drawing; a party with several hosts has a lane for each. */
export interface Lane {
  id: string
  name: string
}

export interface Lanes {
  /** From left to right. */
  all: Lane[]
  of(explanation: Explanation, end: 'from' | 'to'): Lane
}

const order: readonly Party[] = ['browser', 'spa', 'program', 'client', 'authserver', 'resserver']

/** The lanes for some exchanges. */
export function lanesOf(exchanges: readonly Explanation[]): Lanes {
  const hosts = new Map<Party, string[]>()
  for (const { to, host } of exchanges) {
    const known = hosts.get(to) ?? []
    if (!known.includes(host)) hosts.set(to, [...known, host])
  }
  for (const { from } of exchanges) if (!hosts.has(from)) hosts.set(from, [])
  const lane = (party: Party, host?: string): Lane => {
    const known = hosts.get(party) ?? []
    const name = partyNames[party]
    const at = host === undefined ? 0 : Math.max(known.indexOf(host), 0)
    if (known.length < 2) return { id: party, name }
    return { id: `${party}${at + 1}`, name: `${name} ${known[at]}` }
  }
  return {
    all: order.flatMap((party) => {
      const known = hosts.get(party)
      if (known === undefined) return []
      return known.length < 2 ? [lane(party)] : known.map((host) => lane(party, host))
    }),
    of: ({ from, to, host }, end) => (end === 'to' ? lane(to, host) : lane(from)),
  }
}
