import { usersOf } from '@oauth-lab/explain/flows/users-of.ts'
import type { HarEntry } from '@oauth-lab/explain/har/har.ts'
import type { Seen } from '@oauth-lab/explain/recording/recording.ts'
import { hasFailed } from '../messages.ts'
import type { ReadFlow } from '../read-flows.ts'

/** What a list of flows is narrowed by. */
export interface Wanted {
  /** Part of its name, of a name that a person gave it, of its client's or its user's. */
  search: string
  /** What the flow is called, for example `Refresh`. */
  kind?: string | undefined
  client?: string | undefined
  user?: string | undefined
  /** Only those in which something failed. */
  failed: boolean
}

/** The users whom the messages of a flow name. */
export function usersOfFlow({ exchanges }: ReadFlow): string[] {
  return [...new Set(exchanges.flatMap(usersIn))]
}

const known = new WeakMap<HarEntry, string[]>()

/** What is in an exchange stays the same. */
function usersIn(exchange: Seen): string[] {
  const before = known.get(exchange.entry)
  if (before !== undefined) return before
  const found = usersOf(exchange)
  known.set(exchange.entry, found)
  return found
}

/**
 * Whether a flow is one of those that are wanted.
 * @param names what people call it, and its client
 */
export function isWanted(
  flow: ReadFlow,
  { search, kind, client, user, failed }: Wanted,
  names: readonly string[] = [],
): boolean {
  if (kind !== undefined && flow.name !== kind) return false
  if (client !== undefined && flow.client !== client) return false
  if (failed && !flow.exchanges.some(hasFailed)) return false
  if (user !== undefined && !usersOfFlow(flow).includes(user)) return false
  const text = search.trim().toLowerCase()
  if (text === '') return true
  const searched = [flow.name, flow.client ?? '', ...names, ...usersOfFlow(flow)]
  return searched.some((one) => one.toLowerCase().includes(text))
}
