import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { registerCors } from '@oauth-lab/kit/http/cors.ts'
import type { RoleApp } from '@oauth-lab/kit/http/app.ts'
import { openRole } from '@oauth-lab/kit/role.ts'
import type { RoleEnvironment } from '@oauth-lab/kit/role.ts'
import { requireAccess } from './access/access.ts'
import type { Access } from './access/access.ts'
import { renderRefusal } from './access/challenge.ts'
import { addConfigurationRoutes } from './admin-routes.ts'
import { createAuthorizationServers } from './authorization-server/authorization-servers.ts'
import { createRegistrations } from './authorization-server/registration.ts'
import type { Credentials } from './authorization-server/registration.ts'
import { catalogue } from './checks.ts'
import { delegate } from './delegation/delegate.ts'
import { loadMapping } from './delegation/load-mapping.ts'
import type { MappingHook } from './delegation/mapping.ts'
import { protectedResourceMetadata } from './metadata.ts'
import { readAdministration, readDelegatedResource, readResource } from './operations.ts'
import { createConfigurations } from './store/configurations.ts'
import { migrations, tables } from './store/schema.ts'
import type { Tables } from './store/schema.ts'

export interface ResourceServerOptions extends RoleEnvironment {
  /** Path of the lab's hook module, whose `mapUser` derives local users. */
  hooks?: string | undefined
  /** Derives local users in place of the module's hook. */
  mapUser?: MappingHook
  /** Credentials for introspection; absent: the server registers itself in each sandbox. */
  credentials?: Credentials
}

/** The resource server's application; opens no port and asks nobody before the first request. */
export async function createApp(options: ResourceServerOptions): Promise<{ app: RoleApp }> {
  const { fetch, credentials: configured } = options
  const load = async () => options.mapUser ?? (await loadMapping(options.hooks))
  let mapUser = await load()
  const role = await openRole<Tables>(
    { role: 'resserver', catalogue, migrations, tables, renderRefusal },
    options,
  )
  const { app, store } = role
  const configurations = createConfigurations(store.db)
  const registrations = createRegistrations({ db: store.db, fetch, configured })
  const authorizationServers = createAuthorizationServers({ fetch, registrations })
  const runDelegated = <T>(request: FastifyRequest, access: Access, operation: () => T) =>
    delegate(request, access, { authorizationServers, mapUser }, operation)

  const resource = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store')
    return readResource(await requireAccess(request, authorizationServers))
  }
  const delegatedResource = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store')
    const access = await requireAccess(request, authorizationServers)
    return runDelegated(request, access, () => readDelegatedResource(access))
  }
  const administration = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('cache-control', 'no-store')
    const access = await requireAccess(request, authorizationServers)
    return runDelegated(request, access, () => readAdministration(request, access))
  }

  await app.register(async (open: FastifyInstance) => {
    await registerCors(open, {
      origins: async (sandbox) => (await configurations.read(sandbox)).corsOrigins,
      methods: ['GET', 'POST'],
      exposedHeaders: ['www-authenticate'],
    })
    const method = ['GET', 'POST']
    for (const end of ['', '/']) {
      open.route({ method, url: `/resserver/protected-resources${end}`, handler: resource })
      open.route({
        method,
        url: `/resserver/protected-resources-delegated${end}`,
        handler: delegatedResource,
      })
    }
    open.get('/resserver/protected-resources-delegated/administration', administration)
    open.get('/.well-known/oauth-protected-resource/resserver', (request) =>
      protectedResourceMetadata(request.sandbox),
    )
  })
  await role.addAdminApi({
    routes: (api) => addConfigurationRoutes(api, configurations),
    onReset: async () => {
      mapUser = await load()
    },
  })
  return { app }
}
