import type { Party } from '@oauth-lab/explain/catalogue/messages.ts'
import type { Seen } from '@oauth-lab/explain/recording/recording.ts'
import type { RoleName } from '../../parts/role-shape.tsx'

/** A party of the drawing, from left to right. */
export interface Lane {
  party: Party
  /** Its shape and hue. */
  role: RoleName
  name: string
}

const all: readonly Lane[] = [
  { party: 'browser', role: 'browser', name: 'Browser' },
  { party: 'program', role: 'browser', name: 'Program' },
  { party: 'spa', role: 'client-public', name: 'Single-page application' },
  { party: 'client', role: 'client', name: 'Client' },
  { party: 'authserver', role: 'authserver', name: 'Authorization server' },
  { party: 'resserver', role: 'resserver', name: 'Resource server' },
]

/** The lane of a party. */
export function laneOf(party: Party): Lane {
  return all.find((lane) => lane.party === party)!
}

/** Who speaks to whom. */
interface Between {
  from: Party
  to: Party
  side: 'ask' | 'answer'
  exchange?: Seen
}

/** The lanes for messages: those of the parties in them, and the servers, so that no lane moves as more come. */
export function lanesOf(messages: readonly Between[]): Lane[] {
  const own = new Set<Party>()
  for (const { exchange, side, from, to } of messages) {
    // An external program answered in the role's place.
    if (exchange?.entry._oauth?.external === true) own.add(side === 'answer' ? from : to)
  }
  const parties = new Set<Party>(['authserver', 'resserver'])
  for (const { from, to } of messages) parties.add(from).add(to)
  if (!['program', 'spa', 'client'].some((party) => parties.has(party as Party))) {
    parties.add('client')
  }
  if (!parties.has('program')) parties.add('browser')
  return all
    .filter(({ party }) => parties.has(party))
    .map((lane) => (own.has(lane.party) ? { ...lane, name: `${lane.name}, your own` } : lane))
}
