import type { FastifyInstance } from 'fastify'
import type { ClientInfo } from '@oauth-lab/kit/admin/control-client.ts'
import type { ControlContext } from './context.ts'

/** What control serves to everybody: the single-page application's configuration. */
export function publicRoutes(app: FastifyInstance, { roles }: ControlContext): void {
  app.get('/spa/config.json', async ({ sandbox }, reply) => {
    const clients = await roles.call<ClientInfo[]>(sandbox, 'authserver', 'GET', 'clients')
    const spa = clients.find(({ client_name }) => client_name === 'spa')
    if (spa === undefined) {
      const description = 'The client spa is missing; ./lab reset makes it again.'
      return reply.code(404).send({ error: 'not_found', error_description: description })
    }
    return reply.header('cache-control', 'no-store').send({
      issuer: `${sandbox.base}/authserver/oauth2`,
      client_id: spa.client_id,
      scope: 'openid profile email offline_access my/scope',
      resources: {
        protected: `${sandbox.base}/resserver/protected-resources/`,
        delegated: `${sandbox.base}/resserver/protected-resources-delegated/`,
      },
    })
  })
}
