import { randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import './http/served-request.ts'

/** Where an exchange stands among those that belong to it (W3C Trace Context §3). */
interface Trace {
  /** 16 bytes, hexadecimal. */
  id: string
  flags: string
  state: string | undefined
}

const traces = new WeakMap<FastifyRequest, Trace>()

/**
 * The headers that tell a called peer which exchange the call belongs to (W3C Trace Context §3). The
 * lab's member of `tracestate` names the role that calls, and what it serves meanwhile.
 * @param span of the call, 8 bytes, hexadecimal
 */
export function traceHeaders(exchange: FastifyRequest, span: string): Record<string, string> {
  const { id, flags, state } = traceOf(exchange)
  const own = `${member}=${exchange.role}.${exchange.id}`
  const others = (state ?? '').split(',').filter((one) => one.trim() !== '' && !isOwn(one))
  return {
    traceparent: `00-${id}-${span}-${flags}`,
    tracestate: [own, ...others].join(','),
  }
}

/** Which role called, and during which exchange: what the lab's own calls say of themselves. */
export function readCaller(
  traceparent: string | undefined,
  tracestate: string | undefined,
): { span: string; role: string; exchange: string } | undefined {
  const span = /^00-[0-9a-f]{32}-([0-9a-f]{16})-/.exec(traceparent ?? '')?.[1]
  const own = tracestate?.split(',').find(isOwn)
  const [, role, exchange] = /=([a-z]+)\.([\w-]+)$/.exec(own?.trim() ?? '') ?? []
  return span && role && exchange ? { span, role, exchange } : undefined
}

const member = 'oauth-lab'

function isOwn(part: string): boolean {
  return part.trim().startsWith(`${member}=`)
}

function traceOf(exchange: FastifyRequest): Trace {
  const known = traces.get(exchange)
  if (known !== undefined) return known
  const { traceparent, tracestate } = exchange.headers
  // Not of the sandbox's random: whether somebody traces changes no sequence of a seed.
  const trace = readTrace(traceparent, tracestate) ?? {
    id: randomBytes(16).toString('hex'),
    flags: '01',
    state: undefined,
  }
  traces.set(exchange, trace)
  return trace
}

/** Undefined for a header that the specification has us ignore (§3.2.2, §4.3). */
function readTrace(parent: unknown, state: unknown): Trace | undefined {
  if (typeof parent !== 'string') return undefined
  const [, version, id, span, flags, more] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(parent) ?? []
  if (id === undefined || version === 'ff' || (version === '00' && more !== undefined)) {
    return undefined
  }
  if (/^0+$/.test(id) || /^0+$/.test(span!)) return undefined
  // Of the flags only the first is known to version 00.
  const sampled = (Number.parseInt(flags!, 16) & 1) === 1 ? '01' : '00'
  return { id, flags: sampled, state: typeof state === 'string' ? state : undefined }
}
