import type { FastifyInstance } from 'fastify'
import type { ControlContext } from './context.ts'

type Params = { username: string }

/** Users, clients and configuration: kept by the authorization server, which also validates them. */
export function authserverRoutes(api: FastifyInstance, { roles }: ControlContext): void {
  const forward = (
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    target: (params: Params) => string = () => url.slice(1),
  ) =>
    api.route({
      method,
      url,
      async handler(request, reply) {
        const query = request.originalUrl.split('?', 2)[1]
        const path = target(request.params as Params) + (query ? `?${query}` : '')
        const body = bodyOf(method, request.body)
        const answer = await roles.call(request.sandbox, 'authserver', method, path, body)
        reply.header('cache-control', 'no-store')
        if (answer === undefined) return reply.code(204).send()
        return reply.code(method === 'POST' ? 201 : 200).send(answer)
      },
    })
  const user = ({ username }: Params) => `users/${encodeURIComponent(username)}`

  forward('GET', '/users')
  forward('POST', '/users')
  forward('PATCH', '/users/:username', user)
  forward('DELETE', '/users/:username', user)
  forward('POST', '/users/:username/totp', (params) => `${user(params)}/totp`)
  forward('DELETE', '/users/:username/totp', (params) => `${user(params)}/totp`)
  forward('GET', '/clients')
  forward('GET', '/config', () => 'configuration')
  forward('PUT', '/config', () => 'configuration')
}

/** A document is forwarded as it is: `null` is a wrong one and not the defaults. */
function bodyOf(method: string, body: unknown): unknown {
  if (method === 'GET' || method === 'DELETE') return undefined
  return method === 'PUT' ? (body ?? null) : (body ?? {})
}
