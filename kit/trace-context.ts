import type { FastifyRequest } from 'fastify'
import './http/served-request.ts'
import { isSeeded } from './is-seeded.ts'
import { isOwn, member } from './trace-caller.ts'

/** Where an exchange stands among those that belong to it (W3C Trace Context §3). */
interface Trace {
  /** 16 bytes, hexadecimal. */
  id: string
  flags: string
  state: string | undefined
  /** How often each address was called during the exchange; kept where a seed names the calls. */
  calls: Map<string, number>
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

/**
 * The span of a call that is made during an exchange, 8 bytes, hexadecimal. With a seed it follows
 * from the exchange and the address: of calls that are made at once any may begin first.
 */
export function spanOf(exchange: FastifyRequest, method: string, url: string): string {
  const { id, sandbox } = exchange
  const { random } = sandbox
  if (!isSeeded(sandbox)) return random.bytes(8).toString('hex')
  const { calls } = traceOf(exchange)
  const address = `${method} ${url}`
  const count = (calls.get(address) ?? 0) + 1
  calls.set(address, count)
  return random.begin(`call ${count} of ${id}: ${address}`).bytes(8).toString('hex')
}

function traceOf(exchange: FastifyRequest): Trace {
  const known = traces.get(exchange)
  if (known !== undefined) return known
  const { headers, id, sandbox } = exchange
  const trace: Trace = {
    ...(readTrace(headers['traceparent'], headers['tracestate']) ?? {
      // Begun: whether somebody traces changes no sequence of a seed.
      id: sandbox.random.begin(`trace of ${id}`).bytes(16).toString('hex'),
      flags: '01',
      state: undefined,
    }),
    calls: new Map(),
  }
  traces.set(exchange, trace)
  return trace
}

/** Undefined for a header that the specification has us ignore (§3.2.2, §4.3). */
function readTrace(parent: unknown, state: unknown): Omit<Trace, 'calls'> | undefined {
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
