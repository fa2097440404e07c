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
  const ofUser =
    filter.users === undefined ? undefined : flowsOfUser(recording.exchanges, flowOf, filter.users)
  const told = recording.exchanges
    .filter((seen) => fits(seen, flowOf.get(seen.index), filter, ofUser))
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
  { flow: wanted, message, role, client, since, failed, users }: Wanted,
  ofUser: Set<Flow | undefined> | undefined,
): boolean {
  const { role: recordedBy, asker, startedAt } = seen.entry._oauth as RecordedEntry['_oauth']
  return (
    (wanted === undefined || flow?.id === wanted) &&
    (message === undefined || seen.message?.id === message) &&
    (role === undefined || recordedBy === role || asker === role) &&
    (client === undefined || (clientOf(seen) ?? flow?.client) === client) &&
    (since === undefined || startedAt >= Date.parse(since)) &&
    (failed === undefined || isFailed(seen) === failed) &&
    (users === undefined || namesOne(seen, users) || (flow !== undefined && ofUser!.has(flow)))
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

function flowsOfUser(
  exchanges: readonly Seen[],
  flowOf: ReadonlyMap<number, Flow>,
  users: readonly string[],
): Set<Flow | undefined> {
  return new Set(
    exchanges.filter((seen) => namesOne(seen, users)).map(({ index }) => flowOf.get(index)),
  )
}

/** Whether an exchange names one of these, by user name or subject. */
function namesOne(seen: Seen, users: readonly string[]): boolean {
  return usersOf(seen).some((one) => users.includes(one))
}
