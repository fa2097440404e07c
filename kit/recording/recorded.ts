import type { CheckRecord } from '../check-definition.ts'
import type { Intervened } from '../interventions/intervention.ts'

/** How much of a body is kept, bytes; the rest is counted. */
export const keptOfBody = 64 * 1024

/** A body as it came or went. */
export interface Body {
  /** At most {@link keptOfBody}. */
  content: Buffer
  /** Of the whole, bytes. */
  size: number
}

/** One HTTP exchange as a role saw it. Nothing of it is decoded before somebody reads it. */
export interface Recorded {
  /** Whether the role answered it, or asked. */
  side: 'served' | 'made'
  /** The request id of a served exchange; the span of a made one (W3C Trace Context §3.2.2.4). */
  id: string
  /** The served exchange during which it was made. */
  parent?: string
  /** Real time, milliseconds since the epoch, with a fraction; it goes up, whatever the machine's clock does. */
  startedAt: number
  /** The same moment on the sandbox's clock. */
  labTime: number
  /** Until the answer had left or come, milliseconds. */
  elapsed: number
  /** Until it began to, milliseconds; absent where none did. */
  waited?: number | undefined
  method: string
  /** Absolute. */
  url: string
  /** Names and values by turns, a line each. */
  requestHeaders: Buffer
  requestBody?: Body | undefined
  /** 0 where no answer came. */
  status: number
  responseHeaders: Buffer
  responseBody?: Body | undefined
  /** Why no answer came. */
  failure?: string
  /** The role in whose place an external program answered. */
  external?: string
  checks: readonly CheckRecord[]
  /** What interventions did to it. */
  interventions?: readonly Intervened[] | undefined
  /** What the field calls the message, where the role knows. */
  message?: string | undefined
}

/** What is kept of a body. */
export function bodyOf(content: string | Buffer): Body {
  const bytes = Buffer.from(content)
  // A copy: a part of it would keep the whole.
  const kept = bytes.length <= keptOfBody ? bytes : Buffer.from(bytes.subarray(0, keptOfBody))
  return { content: kept, size: bytes.length }
}

/** About how much memory an exchange takes, bytes. */
export function weightOf(exchange: Recorded): number {
  const { url, requestHeaders, responseHeaders, requestBody, responseBody, checks } = exchange
  const bodies = (requestBody?.content.length ?? 0) + (responseBody?.content.length ?? 0)
  const texts = url.length + requestHeaders.length + responseHeaders.length
  return 500 + texts + bodies + 30 * checks.length
}

/**
 * Headers as they are kept; a value has no line break (RFC 9110 §5.5). Bytes lie outside of the heap:
 * a full pool of texts would be copied again and again by the garbage collector.
 */
export function headersOf(pairs: readonly string[]): Buffer {
  return pairs.length === 0 ? none : Buffer.from(pairs.join('\n'))
}

const none = Buffer.alloc(0)

/** Whether a path below a sandbox's base belongs to the protocols; the lab's own management does not. */
export function isRecorded(path: string): boolean {
  return !/^\/(?:control\/|[a-z]+\/(?:admin(?:\/|$)|healthz|metrics|assets\/))/.test(path)
}
