import type { FastifyReply, FastifyRequest } from 'fastify'
import { isSeeded } from '../is-seeded.ts'
import { bodyOf, headersOf, isRecorded } from './recorded.ts'
import type { Body } from './recorded.ts'

/**
 * Records an exchange whose answer has left.
 * @param target the request's, in origin-form
 * @param failure why the answer did not leave, or not whole
 */
export function recordServed(
  request: FastifyRequest,
  reply: FastifyReply,
  target: string,
  failure?: string,
): void {
  const { sandbox, role, checks, id, method, startedAt, labTime, waited, intervened, passing } =
    request
  const mode = sandbox.settings().recording
  if (mode === 'off' || role === 'control' || !isRecorded(request.url)) return
  const isWhole = mode === 'full'
  if (!isWhole && checks.length === 0) return
  const { elapsedTime: elapsed } = reply
  const isDropped = intervened?.some(({ do: done }) => done === 'drop')
  const reason = isDropped ? 'the lab dropped the connection' : (failure ?? passing?.failure)
  // Nginx drops a connection when the answer says so, which no caller sees.
  const isSeen = reply.raw.headersSent && !reply.raw.hasHeader('x-accel-redirect')
  const hasAnswered = reason === undefined || isSeen
  sandbox.recorder.add({
    side: 'served',
    id,
    startedAt,
    labTime,
    elapsed,
    waited,
    method,
    url: sandbox.origin + (isWhole ? target : target.split('?', 1)[0]!),
    requestHeaders: isWhole ? headersOf(cameHeaders(request)) : headersOf([]),
    requestBody: isWhole ? requestBodyOf(request) : undefined,
    status: hasAnswered ? reply.statusCode : 0,
    responseHeaders: isWhole && hasAnswered ? sentHeaders(request, reply) : headersOf([]),
    responseBody: isWhole && hasAnswered ? responseBodyOf(request) : undefined,
    checks,
    interventions: intervened,
    ...(reason !== undefined && { failure: reason }),
    ...(passing !== undefined && { external: role }),
    // A preflight is a message of its own, whatever it asks leave for.
    message: method === 'OPTIONS' ? undefined : request.routeOptions.config.endpoint?.message,
  })
}

/** As they came; where a seed gives the exchange its id, the web server's own does not count. */
function cameHeaders({ cameWith, raw, id, sandbox }: FastifyRequest): readonly string[] {
  const { rawHeaders } = cameWith ?? raw
  const told = raw.headers['x-request-id']
  if (!isSeeded(sandbox) || told === undefined || told === id) return rawHeaders
  return rawHeaders.map((one, at) => (at % 2 === 1 && one === told ? id : one))
}

function requestBodyOf({ passing, sentBody }: FastifyRequest): Body | undefined {
  return sentBody === undefined ? passing?.requestBody.body() : bodyOf(sentBody)
}

function responseBodyOf({ passing, answered }: FastifyRequest): Body | undefined {
  return passing?.responseBody.body() ?? (answered === undefined ? undefined : bodyOf(answered))
}

function sentHeaders({ passing }: FastifyRequest, reply: FastifyReply): Buffer {
  if (passing?.responseHeaders !== undefined) return headersOf(passing.responseHeaders)
  const pairs: string[] = []
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (Array.isArray(value)) for (const one of value) pairs.push(name, one)
    else pairs.push(name, String(value))
  }
  return headersOf(pairs)
}
