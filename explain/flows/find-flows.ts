import { valueOf } from '../exchange/field.ts'
import { readJwt } from '../exchange/jwt.ts'
import { accessTokenOf } from '../recording/bearer-token.ts'
import { clientOf } from '../recording/client-authentication.ts'
import type { Recording, Seen } from '../recording/recording.ts'
import { correlationKeys, sessionKeys } from './correlation-keys.ts'
import { createGroups } from './groups.ts'
import type { Groups } from './groups.ts'
import { nameFlow } from './name-flow.ts'

/** Exchanges that belong to one sign-in, one token or one question. */
export interface Flow {
  /** Of its first exchange, so that it stays the same while the flow grows. */
  id: string
  /** For a heading, for example `Authorization code with PKCE`. */
  name: string
  /** The client that it is for, where a message says it. */
  client?: string
  /** The places of its exchanges in the recording, in order of time. */
  entries: number[]
}

/**
 * Finds flows by the values that their exchanges share: state, nonce, code, challenge and verifier,
 * request_uri, interaction and tokens; by redirects that were followed; and by the calls that a role
 * made during an exchange. A session or a client that flows share does not join them: it only tells
 * where an exchange belongs that has nothing else.
 * @param keysOf the values of one exchange; whoever looks again and again remembers what it gave
 */
export function findFlows(
  recording: Recording,
  keysOf: (exchange: Seen) => string[] = correlationKeys,
): Flow[] {
  const { exchanges } = recording
  const groups = createGroups(exchanges.length)
  const keyed = joinByKeys(exchanges, groups, keysOf)
  joinLostAnswers(exchanges, groups)
  joinByParent(exchanges, groups, keyed)
  joinByRedirect(exchanges, groups, keyed)
  joinPreflights(exchanges, groups, keyed)
  attachBySession(exchanges, groups, keyed)
  const members = new Map<number, Seen[]>()
  for (const exchange of exchanges) {
    if (!keyed.has(exchange.order)) continue
    const root = groups.of(exchange.order)
    const beside = members.get(root)
    if (beside === undefined) members.set(root, [exchange])
    else beside.push(exchange)
  }
  return [...members.values()].filter(isFlow).map(flowOf)
}

/** What has a message in it, and more than a part of another protocol. */
function isFlow(exchanges: readonly Seen[]): boolean {
  return exchanges.some(({ message }) => message !== undefined)
}

function flowOf(exchanges: readonly Seen[]): Flow {
  const [first] = exchanges
  const client = exchanges.map(clientOf).find((one) => one !== undefined)
  return {
    id: first!.entry._oauth?.id ?? `flow-${first!.index + 1}`,
    name: nameFlow(exchanges),
    ...(client !== undefined && { client }),
    entries: exchanges.map(({ index }) => index),
  }
}

/** Returns which exchanges belong to any flow. */
function joinByKeys(
  exchanges: readonly Seen[],
  groups: Groups,
  keysOf: (exchange: Seen) => string[],
): Set<number> {
  const firsts = new Map<string, number>()
  const keyed = new Set<number>()
  for (const exchange of exchanges) {
    const { order } = exchange
    const keys = isOfFlows(exchange) ? keysOf(exchange) : []
    if (keys.length > 0) keyed.add(order)
    for (const key of keys) {
      const first = firsts.get(key)
      if (first === undefined) firsts.set(key, order)
      else groups.join(first, order)
    }
  }
  return keyed
}

/**
 * A browser forgets an answer when its page is left, so that a token response may lack its body. A
 * token that was issued nowhere then belongs to the newest such response for its client.
 */
function joinLostAnswers(exchanges: readonly Seen[], groups: Groups): void {
  const known = new Set<string>()
  const lost: Seen[] = []
  for (const exchange of exchanges) {
    const { message, status, responseJson, order, fragment } = exchange
    const isToken = message?.id === 'token request' && status === 200
    if (isToken && responseJson === undefined) lost.push(exchange)
    const issued = responseJson?.['access_token'] ?? valueOf(fragment, 'access_token')
    if (typeof issued === 'string') known.add(issued)
    const shown = accessTokenOf(exchange)
    if (shown === undefined || known.has(shown)) continue
    known.add(shown)
    const client = readJwt(shown)?.claims['client_id']
    const from = lost.findLast((one) => client === undefined || clientOf(one) === client)
    if (from !== undefined) groups.join(from.order, order)
  }
}

/** A page of a shop with `?code=summer` is none. */
function isOfFlows({ message, redirect }: Seen): boolean {
  if (message !== undefined) return true
  const sent = [
    ...(redirect?.query ?? []),
    ...(redirect?.fragment ?? []),
    ...(redirect?.form ?? []),
  ]
  return sent.some(({ name }) => name === 'state' || name === 'iss' || name === 'client_id')
}

/** A call that a role made while it served another exchange; and both sides of one call. */
function joinByParent(exchanges: readonly Seen[], groups: Groups, keyed: Set<number>): void {
  const byId = new Map<string, number>()
  for (const { entry, order } of exchanges) {
    const { id } = entry._oauth ?? {}
    if (id !== undefined && !byId.has(id)) byId.set(id, order)
  }
  for (const { entry, order, message } of exchanges) {
    const { parent, id } = entry._oauth ?? {}
    if (message === undefined) continue
    for (const other of [byId.get(parent ?? ''), byId.get(id ?? '')]) {
      if (other === undefined || other === order) continue
      if (exchanges[other]!.message === undefined) continue
      groups.join(other, order)
      keyed.add(other).add(order)
    }
  }
}

function joinByRedirect(exchanges: readonly Seen[], groups: Groups, keyed: Set<number>): void {
  const expected = new Map<string, number>()
  for (const { redirect, entry, order } of exchanges) {
    const [asked] = entry.request.url.split('#', 1)
    const from = expected.get(asked!)
    if (from !== undefined) {
      expected.delete(asked!)
      if (keyed.has(from) || keyed.has(order)) {
        groups.join(from, order)
        keyed.add(from).add(order)
      }
    }
    if (redirect?.by === 'Location') expected.set(redirect.url.href.split('#', 1)[0]!, order)
  }
}

/** A preflight belongs to the request that it asks for. */
function joinPreflights(exchanges: readonly Seen[], groups: Groups, keyed: Set<number>): void {
  const waiting = new Map<string, number>()
  for (const { message, address, order } of exchanges) {
    if (message?.id === 'preflight request') waiting.set(address, order)
    else if (waiting.has(address) && keyed.has(order)) {
      groups.join(waiting.get(address)!, order)
      keyed.add(waiting.get(address)!)
      waiting.delete(address)
    }
  }
}

/** Pages and buttons that say nothing else belong to the newest flow of the same cookies. */
function attachBySession(exchanges: readonly Seen[], groups: Groups, keyed: Set<number>): void {
  const newest = new Map<string, number>()
  for (const exchange of exchanges) {
    const { order, message } = exchange
    const keys = sessionKeys(exchange)
    if (!keyed.has(order) && message !== undefined && message.channel === 'front') {
      const flows = keys.flatMap((key) => newest.get(key) ?? [])
      if (flows.length > 0) {
        groups.join(Math.max(...flows), order)
        keyed.add(order)
      }
    }
    if (keyed.has(order)) for (const key of keys) newest.set(key, order)
  }
}
