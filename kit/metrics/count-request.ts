import type { FastifyReply, FastifyRequest } from 'fastify'
import { isRecorded } from '../recording/recorded.ts'
import type { Metrics } from './metrics.ts'

/** Counts a request whose answer has left; those for health and metrics are not counted. */
export function countRequest(metrics: Metrics, request: FastifyRequest, reply: FastifyReply): void {
  for (const { id, outcome } of request.checks) {
    if (outcome !== 'passed') metrics.brokenChecks.add(id, outcome)
  }
  const message = messageOf(request)
  if (message === undefined) return
  metrics.requests.add(message, outcomeOf(request, reply), String(reply.statusCode))
  metrics.durations.observe(reply.elapsedTime / 1000, message)
}

/** What the field calls the message. Paths are no names: anybody may make up more of them. */
function messageOf({ method, url, routeOptions }: FastifyRequest): string | undefined {
  if (method === 'OPTIONS') return 'preflight'
  const { endpoint } = routeOptions.config
  if (endpoint !== undefined) return endpoint.message
  if (isRecorded(url)) return 'other'
  return /^\/[a-z]+\/(?:healthz|metrics)(?:\?|$)/.test(url) ? undefined : 'administration'
}

/** How a request ended. Some endpoints tell a refusal by a redirect, and a page for people has a good status. */
export function outcomeOf(
  { routeOptions, checks }: FastifyRequest,
  { statusCode }: FastifyReply,
): 'success' | 'refused' | 'failed' {
  if (statusCode >= 500) return 'failed'
  const { endpoint, dry = false } = routeOptions.config
  const refusesItself = endpoint?.refusesItself ?? dry
  const isRefused = refusesItself && checks.some(({ outcome }) => outcome === 'failed')
  return statusCode >= 400 || isRefused ? 'refused' : 'success'
}
