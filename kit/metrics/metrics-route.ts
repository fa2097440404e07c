import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AdminError } from '../admin/admin-error.ts'
import type { Administration, Authenticate } from '../admin/administration.ts'
import { isAdministrator } from '../admin/is-administrator.ts'
import { failureAsJson } from '../http/app.ts'
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
    try {
      if (!(await isAllowed(request, options))) {
        reply.header('www-authenticate', 'Basic realm="OAuth Lab", charset="UTF-8"')
        const description =
          'Metrics are for administrators: send user name and password by HTTP Basic, or a bearer token.'
        return await refuse(request, reply, 401, 'unauthorized', description)
      }
    } catch (error) {
      if (!(error instanceof AdminError)) throw error
      return refuse(request, reply, error.status, error.code, error.message)
    }
    // Loaded when it is first asked for: a lab starts without it.
    const { mediaType, prometheusText } = await import('./prometheus-text.ts')
    return reply
      .header('cache-control', 'no-store')
      .type(mediaType)
      .send(await prometheusText(metrics.families(), role))
  })
}

async function isAllowed(
  { headers, ip, sandbox }: FastifyRequest,
  { administration, authenticate, throttle }: MetricsRouteOptions,
): Promise<boolean> {
  const [, scheme, value = ''] = /^(\w+) +(\S+)$/.exec(headers.authorization ?? '') ?? []
  if (scheme?.toLowerCase() === 'bearer') return (await authenticate(value, sandbox)) !== undefined
  if (scheme?.toLowerCase() !== 'basic') return false
  const [username = '', ...rest] = Buffer.from(value, 'base64').toString().split(':')
  return throttle.inTurn(sandbox, username, ip, async () => {
    if ((await throttle.wait(sandbox, username, ip)) > 0) {
      const description = 'Too many wrong passwords from this address; wait, or move the clock.'
      throw new AdminError(429, 'too_many_attempts', description)
    }
    const isRight = isAdministrator(administration, { username, password: rest.join(':') })
    if (!isRight) await throttle.failed(sandbox, username, ip)
    return isRight
  })
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
