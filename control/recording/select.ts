import { findFlows } from '@oauth-lab/explain/flows/find-flows.ts'
import type { Flow } from '@oauth-lab/explain/flows/find-flows.ts'
import { usersOf } from '@oauth-lab/explain/flows/users-of.ts'
import { clientOf } from '@oauth-lab/explain/recording/client-authentication.ts'
import { readRecording } from '@oauth-lab/explain/recording/recording.ts'
import type { Seen } from '@oauth-lab/explain/recording/recording.ts'
import type { RecordedEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import type { Wanted } from './read-filter.ts'

/** An entry with what it is, and the flow to which it belongs. */
export interface Told {
  entry: RecordedEntry
  message: string | undefined
  flow: string | undefined
}

export interface Selection {
  entries: Told[]
  /** Those with an entry among them. */
  flows: (Omit<Flow, 'entries'> & { entries: string[] })[]
}

/** The entries that fit a filter; the flows are found in all of them. */
export function select(entries: readonly RecordedEntry[], filter: Wanted): Selection {
  const recording = readRecording(entries)
  const flows = findFlows(recording)
  const flowOf = new Map(flows.flatMap((flow) => flow.entries.map((index) => [index, flow])))
  const { users } = filter
  const ofUsers = users && exchangesOf(users, recording.exchanges, flowOf)
  const told = recording.exchanges
    .filter((seen) => fits(seen, flowOf.get(seen.index), filter))
    .filter((seen) => ofUsers === undefined || ofUsers.has(seen))
    .map((seen): Told => ({
      entry: entries[seen.index]!,
      message: seen.message?.id,
      flow: flowOf.get(seen.index)?.id,
    }))
  const ids = new Set(told.map(({ flow }) => flow))
  return {
    entries: told,
    flows: flows
      .filter(({ id }) => ids.has(id))
      .map((flow) => ({
        ...flow,
        entries: flow.entries.map((index) => entries[index]!._oauth.id),
      })),
  }
}

function fits(
  seen: Seen,
  flow: Flow | undefined,
  { flow: wanted, message, role, client, since, failed }: Wanted,
): boolean {
  const { role: recordedBy, asker, startedAt } = seen.entry._oauth as RecordedEntry['_oauth']
  return (
    (wanted === undefined || flow?.id === wanted) &&
    (message === undefined || seen.message?.id === message) &&
    (role === undefined || recordedBy === role || asker === role) &&
    (client === undefined || (clientOf(seen) ?? flow?.client) === client) &&
    (since === undefined || startedAt >= Date.parse(since)) &&
    (failed === undefined || isFailed(seen) === failed)
  )
}

/** A check that did not hold, an error of HTTP, an OAuth error, or no answer at all. */
function isFailed({ entry, status, redirect }: Seen): boolean {
  const { checks = [], notSeen } = entry._oauth ?? {}
  const sent = [redirect?.query, redirect?.fragment, redirect?.form].flatMap((one) => one ?? [])
  return (
    checks.some(({ outcome }) => outcome === 'failed') ||
    status >= 400 ||
    (status === 0 && notSeen !== true) ||
    sent.some(({ name }) => name === 'error')
  )
}

/** The exchanges that name one of the users, by name or subject, and those of the same flows. */
function exchangesOf(
  users: readonly string[],
  exchanges: readonly Seen[],
  flowOf: ReadonlyMap<number, Flow>,
): Set<Seen> {
  const naming = exchanges.filter((seen) => usersOf(seen).some((one) => users.includes(one)))
  const flows = new Set(naming.flatMap(({ index }) => flowOf.get(index) ?? []))
  const isOfThem = ({ index }: Seen) => flows.has(flowOf.get(index)!)
  return new Set([...naming, ...exchanges.filter(isOfThem)])
}
