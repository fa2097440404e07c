import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Administration, Authenticate } from '../admin/administration.ts'
import { tryPassword } from '../admin/try-password.ts'
import type { Attempt, PasswordAttempts } from '../admin/try-password.ts'
import { failureAsJson } from '../http/failure.ts'
import { defaultSandbox } from '../sandbox.ts'
import type { Throttle } from '../throttle.ts'
import type { Metrics } from './metrics.ts'

interface MetricsRouteOptions {
  role: string
  metrics: Metrics
  administration: Administration
  authenticate: Authenticate
  throttle: Throttle
}

/**
 * `/{role}/metrics`, for administrators: what a check is called tells more than a peer may know. It
 * takes their token, or user name and password (RFC 7617), which a scraper can keep.
 */
export function metricsRoute(app: FastifyInstance, options: MetricsRouteOptions): void {
  const { role, metrics } = options
  app.get(`/${role}/metrics`, async (request, reply) => {
    const { id, origin } = request.sandbox
    if (id !== defaultSandbox) {
      const description = `Metrics are of the whole role, not of a sandbox: ${origin}/${role}/metrics.`
      return refuse(request, reply, 404, 'not_found', description)
    }
    const outcome = await examine(request, options)
    if ('wait' in outcome) {
      reply.header('retry-after', outcome.wait)
      return refuse(request, reply, 429, 'too_many_attempts', outcome.description)
    }
    if (!outcome.isRight) {
      reply.header('www-authenticate', 'Basic realm="OAuth Lab", charset="UTF-8"')
      const description =
        'Metrics are for administrators: send user name and password by HTTP Basic, or a bearer token.'
      return refuse(request, reply, 401, 'unauthorized', description)
    }
    // Loaded when it is first asked for: a lab starts without it.
    const { mediaType, prometheusText } = await import('./prometheus-text.ts')
    return reply
      .header('cache-control', 'no-store')
      .type(mediaType)
      .send(await prometheusText(metrics.families(), role))
  })
}

async function examine(
  { headers, ip, sandbox }: FastifyRequest,
  { administration, authenticate, throttle }: MetricsRouteOptions,
): Promise<Attempt> {
  const [, scheme, value = ''] = /^(\w+) +(\S+)$/.exec(headers.authorization ?? '') ?? []
  if (scheme?.toLowerCase() === 'bearer') {
    return { isRight: (await authenticate(value, sandbox)) !== undefined }
  }
  if (scheme?.toLowerCase() !== 'basic') return { isRight: false }
  const [username = '', ...rest] = Buffer.from(value, 'base64').toString().split(':')
  const attempts: PasswordAttempts = {
    wait: (...pair) => throttle.wait(sandbox, ...pair),
    failed: (...pair) => throttle.failed(sandbox, ...pair),
    succeeded: (...pair) => throttle.succeeded(sandbox, ...pair),
    inTurn: (name, address, attempt) => throttle.inTurn(sandbox, name, address, attempt),
  }
  const password = rest.join(':')
  return tryPassword(administration, attempts, { username, password, address: ip })
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  error: string,
  description: string,
) {
  return failureAsJson({ status, error, description }, request, reply.code(status))
}
