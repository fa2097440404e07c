import type { IncomingMessage } from 'node:http'
import { isRecorded } from '../recording/recorded.ts'
import { isSeeded } from '../is-seeded.ts'
import type { Sandbox } from '../sandbox.ts'
import { readCaller } from '../trace-caller.ts'
import { requestIdOf } from './request-id.ts'

/** How many of the roles' calls a sandbox remembers: one that comes again gets another id. */
const remembered = 1000

/**
 * The id of an exchange: what the web server gave to its request. In a sandbox with a seed it
 * repeats: requests are counted as they arrive, and the roles' own calls are named by who made them,
 * since several may come at once. Management counts nothing, so looking on changes no sequence.
 * @param path of the request, below the sandbox's base
 */
export function exchangeIdOf(
  request: IncomingMessage,
  path: string,
  sandbox: Sandbox | undefined,
): string {
  if (sandbox === undefined || !isSeeded(sandbox) || !isRecorded(path)) return requestIdOf(request)
  const { random } = sandbox
  const { traceparent, tracestate } = request.headers
  const span = readCaller(String(traceparent), String(tracestate))?.span
  const isFirst = span !== undefined && remember(sandbox, span)
  const source = isFirst ? random.begin(`answer to ${span}`) : random.for('exchanges')
  return source.bytes(4).toString('hex')
}

/** @returns whether it is new */
function remember({ cache }: Sandbox, span: string): boolean {
  const calls = (cache.get('calls') as Set<string> | undefined) ?? new Set<string>()
  if (calls.has(span)) return false
  if (calls.size >= remembered) calls.clear()
  cache.set('calls', calls.add(span))
  return true
}
