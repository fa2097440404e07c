import { explainSeen } from '@oauth-lab/explain/explanation/explain-exchange.ts'
import type { Part } from '@oauth-lab/explain/explanation/part.ts'
import type { Recording } from '@oauth-lab/explain/recording/recording.ts'
import type { Hide } from '@oauth-lab/explain/secrets/hide.ts'
import type { FlowMessage } from '../messages.ts'
import { alignMessages } from './align-messages.ts'

/** A thing that two messages carry differently; a side that lacks it has nothing. */
export interface Difference {
  name: string
  left?: string
  right?: string
}

/** Two messages that stand for each other, or one that only one flow has. */
export interface Duo {
  left?: FlowMessage
  right?: FlowMessage
  differences: Difference[]
}

/** Names whose values are new in each flow: they are compared by where they come from, not by value. */
const fresh = new Set(
  `state nonce code code_challenge code_verifier request_uri device_code user_code auth_req_id access_token
  refresh_token id_token id_token_hint token subject_token client_assertion logout_token authorization jti
  at_hash c_hash s_hash sid session_state csrf interaction location date`.split(/\s+/),
)
/** Times are new in each flow, and never meet. */
const times = new Set(['iat', 'nbf', 'exp', 'auth_time', 'updated_at'])
/** What says nothing about the flow. */
const left = new Set([
  'set-cookie',
  'content-length',
  'user-agent',
  'referer',
  'etag',
  'traceparent',
  'tracestate',
])

/**
 * Compares two flows message by message.
 * @param hide how secrets are shown in the differences
 */
export function compareFlows(
  [one, other]: readonly [readonly FlowMessage[], readonly FlowMessage[]],
  recording: Recording,
  hide: Hide,
): Duo[] {
  const pairs = alignMessages(one, other)
  const readLeft = createReader(recording, hide)
  const readRight = createReader(recording, hide)
  return pairs.map(({ left: a, right: b }, index): Duo => {
    const carriedLeft = a && readLeft(a, index)
    const carriedRight = b && readRight(b, index)
    if (a === undefined || b === undefined) {
      return { ...(a && { left: a }), ...(b && { right: b }), differences: [] }
    }
    const names = new Set([...carriedLeft!.keys(), ...carriedRight!.keys()])
    const differences = [...names].flatMap((name): Difference[] => {
      const [from, to] = [carriedLeft!.get(name), carriedRight!.get(name)]
      if (from?.meant === to?.meant) return []
      return [{ name, ...(from && { left: from.shown }), ...(to && { right: to.shown }) }]
    })
    return { left: a, right: b, differences: whatMatters(differences) }
  })
}

/** Where one flow was refused and the other was not, the rest of their answers has nothing in common. */
function whatMatters(differences: Difference[]): Difference[] {
  if (!differences.some(({ name }) => name === 'status')) return differences
  return differences.filter(({ name }) =>
    /^(?:status|error|error_description|check .*)$/.test(name),
  )
}

interface Value {
  /** What is compared: the value, or where it comes from. */
  meant: string
  shown: string
}

/** Reads the messages of one flow in order, and remembers where each value stood first. */
function createReader(recording: Recording, hide: Hide) {
  const origins = new Map<string, string>()
  return (message: FlowMessage, pair: number): Map<string, Value> => {
    const { exchange, side, checks, short } = message
    const plain = partsOf(explainSeen(exchange, recording, { hide: (secret) => secret }), side)
    const hidden = partsOf(explainSeen(exchange, recording, { hide }), side)
    const carried = new Map<string, Value>()
    const status = side === 'answer' ? short : exchange.method
    carried.set(side === 'answer' ? 'status' : 'method', { meant: status, shown: status })
    for (const [index, { name, value }] of plain.entries()) {
      const plainName = name.split(': ').at(-1)!
      if (left.has(plainName)) continue
      const first = origins.get(value) ?? `${pair} ${plainName}`
      origins.set(value, first)
      const meant = times.has(plainName) ? 'a time' : fresh.has(plainName) ? `from ${first}` : value
      carried.set(name, { meant, shown: hidden[index]!.value })
    }
    for (const { id, outcome } of checks) {
      if (outcome === 'passed') continue
      carried.set(`check ${id}`, { meant: outcome, shown: outcome })
    }
    return carried
  }
}

/** A message's parts and what they are made of, each with its whole name. */
function partsOf(
  { request, response }: ReturnType<typeof explainSeen>,
  side: 'ask' | 'answer',
): { name: string; value: string }[] {
  const flat = (parts: readonly Part[], before = ''): { name: string; value: string }[] =>
    parts.flatMap(({ in: place, name, value, parts: inner }) => {
      if (place === 'cookie') return []
      const own = { name: before + name, value }
      if (inner === undefined) return [own]
      // What is told part by part need not be told whole, but where it comes from.
      return [...(fresh.has(name) ? [own] : []), ...flat(inner, `${name}: `)]
    })
  return flat((side === 'ask' ? request : response).parts)
}
