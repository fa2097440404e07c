import type { FastifyInstance, FastifyReply } from 'fastify'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { describeClock } from '@oauth-lab/kit/clock.ts'
import { consoleAddress } from '@oauth-lab/kit/pages/console-link.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { SpaClient } from './spa-client.ts'

/** What control serves to everybody: the single-page application's configuration. */
export function publicRoutes(
  app: FastifyInstance,
  spaClientOf: (sandbox: Sandbox) => Promise<SpaClient>,
): void {
  // It may register the application, which a HEAD must not (RFC 9110 §9.2.1).
  app.get('/spa/config.json', { exposeHeadRoute: false }, async ({ sandbox }, reply) => {
    reply.header('cache-control', 'no-store')
    try {
      const { audience, tokenTypes, resourceScope } = sandbox.authorizationServer
      const { clientId, issuer, scope, resource, external } = await spaClientOf(sandbox)
      const { clock: setting, recording } = sandbox.settings()
      const offline = scope.split(' ').includes('offline_access')
      return {
        issuer,
        client_id: clientId,
        scope,
        audience,
        ...(resource !== undefined && { resource }),
        // OpenID Connect Core §11; the lab's own server asks for the scope on its consent page.
        ...(external && offline && { prompt: 'consent' }),
        token_types: tokenTypes,
        resource_scope: resourceScope,
        clock: describeClock(setting, sandbox.clock.now()),
        ...(recording !== 'off' && { flow: consoleAddress(sandbox, 'flow') }),
        external,
        resources: {
          protected: `${sandbox.base}/resserver/protected-resources/`,
          delegated: `${sandbox.base}/resserver/protected-resources-delegated/`,
        },
      }
    } catch (error) {
      if (error instanceof PeerError) return refuse(reply, 502, 'bad_gateway', error)
      if (error instanceof AdminError) return refuse(reply, error.status, error.code, error)
      throw error
    }
  })
}

function refuse(reply: FastifyReply, status: number, error: string, { message }: Error) {
  return reply.code(status).send({ error, error_description: message })
}
