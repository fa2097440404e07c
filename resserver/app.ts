import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ResourceServerDocument } from '@oauth-lab/kit/admin/resource-server-document.ts'
import { registerCors } from '@oauth-lab/kit/http/cors.ts'
import type { RoleApp } from '@oauth-lab/kit/http/app.ts'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import { repeatUntilDone } from '@oauth-lab/kit/repeat-until-done.ts'
import { documentProblems } from '@oauth-lab/kit/snapshot/document-problems.ts'
import { serverDefinitionRoutes } from '@oauth-lab/kit/server-definitions/server-definition-routes.ts'
import { explainOpened } from '@oauth-lab/kit/pages/opened/show-opened.ts'
import { createHookModules } from '@oauth-lab/kit/hooks/hook-modules.ts'
import { hookRoutes } from '@oauth-lab/kit/hooks/hook-routes.ts'
import { openLabHooks } from '@oauth-lab/kit/hooks/lab-hooks.ts'
import { settle } from '@oauth-lab/kit/store/settle.ts'
import { openRole } from '@oauth-lab/kit/role.ts'
import type { RoleEnvironment } from '@oauth-lab/kit/role.ts'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { transferRoutes } from '@oauth-lab/kit/transfer/transfer-routes.ts'
import type { FetchTrusting } from '@oauth-lab/kit/trust.ts'
import { renderRefusal } from './access/challenge.ts'
import { configurationRoutes } from './admin/configuration-routes.ts'
import { localUserRoutes } from './admin/local-user-routes.ts'
import { mappingRoutes } from './admin/mapping-routes.ts'
import { createAnnouncements } from './authorization-server/announce.ts'
import { createAuthorizationServers } from './authorization-server/authorization-servers.ts'
import { createInitialAccessToken } from './authorization-server/initial-access-token.ts'
import { createRegistrations } from './authorization-server/registration.ts'
import type { Credentials } from './authorization-server/registration.ts'
import { catalogue } from './checks.ts'
import { configurationOf } from './configuration/configurations.ts'
import { loadMapping, mappingPoints, readMapping } from './delegation/load-mapping.ts'
import type { MappingHooks } from './delegation/load-mapping.ts'
import type { MappingHook } from './delegation/mapping.ts'
import { openExchange } from './exchange.ts'
import { protectedResourceMetadata } from './metadata.ts'
import { readAdministration, readDelegatedResource, readResource } from './operations.ts'
import { protectedPaths, resourcePaths } from './resource.ts'
import type { Operation } from './resource.ts'
import { asLocalUser, asService } from './run-operation.ts'
import { migrations, tables } from './store/tables.ts'
import type { Tables } from './store/tables.ts'
import { createOwnPart } from './transfer/own-part.ts'

export interface ResourceServerOptions extends RoleEnvironment {
  /** `fetch` for servers that a person types. */
  fetchTrusting: FetchTrusting
  /** Path of the lab's hook module, whose `mapUser` derives local users. */
  hooks?: string | undefined
  /** Whether sandboxes may have a mapping hook of their own; not unless told. */
  editHooks?: boolean | undefined
  /** Derives local users in place of the module's hook. */
  mapUser?: MappingHook
  /** Credentials for introspection; absent: the server registers itself in each sandbox. */
  credentials?: Credentials
}

const wellKnown = '/.well-known/oauth-protected-resource'

export interface ResourceServer {
  app: RoleApp
  /**
   * Registers at an external authorization server as soon as that one answers: it grants resources
   * that it knows only, and clients name this one from the start.
   */
  registerWhenPossible(): void
}

/** The resource server's application; opens no port and asks nobody before the first request. */
export async function createApp(options: ResourceServerOptions): Promise<ResourceServer> {
  const { fetch, fetchTrusting, credentials: configured } = options
  const exportsOf = (hooks: MappingHooks) => ({ ...hooks })
  const load = async () =>
    options.mapUser === undefined ? loadMapping(options.hooks) : { mapUser: options.mapUser }
  const labHooks = await openLabHooks(options.hooks, load, exportsOf)
  const role = await openRole<Tables>(
    { role: 'resserver', catalogue, migrations, tables, renderRefusal },
    options,
  )
  const { app } = role
  const { db } = role.store
  const hooks = createHookModules(
    labHooks,
    {
      read: readMapping,
      exportsOf,
      points: mappingPoints,
      editable: options.editHooks ?? false,
    },
    { app, db },
  )
  const registrations = createRegistrations({
    db,
    initialAccessToken: createInitialAccessToken(options),
    configured,
  })
  const authorizationServers = createAuthorizationServers({
    fetches: { fetch, fetchTrusting },
    registrations,
  })
  const announcements = createAnnouncements(db, authorizationServers)
  const register = repeatUntilDone(app, 'registration', () =>
    settle(role.store, () => announcements.register(role.sandboxes.find(defaultSandbox)!)),
  )
  const registerWhenPossible = () => {
    if (options.authorizationServer?.external) register()
  }

  const parts = {
    db,
    authorizationServers,
    mapUser: (sandbox: Sandbox) => hooks.of(sandbox).mapUser,
  }
  const handlers = {
    resource: asService(parts, 'resource', readResource),
    delegated: asLocalUser(parts, 'delegated', readDelegatedResource),
    administration: asLocalUser(parts, 'administration', readAdministration),
  } satisfies Record<Operation, unknown>
  app.decorateRequest('exchange', undefined)
  await app.register(async (open: FastifyInstance) => {
    await registerCors(open, {
      // Metadata is for everybody, as the authorization server's is.
      origins: async ({ sandbox, url }) =>
        url.startsWith(wellKnown)
          ? '*'
          : ((await configurationOf(db, sandbox))?.corsOrigins ?? [sandbox.origin]),
      methods: ['GET', 'POST'],
      exposedHeaders: ['www-authenticate', 'dpop-nonce'],
    })
    const method = ['GET', 'POST']
    for (const [name, handler] of Object.entries(handlers)) {
      const url = protectedPaths[name as Operation]
      open.route({ method, url, handler, config: { endpoint: resourceRequest } })
      open.route({ method, url: url.slice(0, -1), handler: addSlash })
    }
    for (const path of resourcePaths) {
      const config = { endpoint: metadataRequest }
      open.get(`${wellKnown}${path}`, { config }, async (request, reply) => {
        const metadata = protectedResourceMetadata(await openExchange(db, request, path))
        return (await explainOpened(request, reply, metadata)) ?? metadata
      })
    }
  })
  await role.addAdminApi({
    routes(api) {
      configurationRoutes(api, db, announcements.announce)
      serverDefinitionRoutes(api, {
        db,
        fetchTrusting,
        // One of the two says whether a token is good; OpenID Connect Discovery §3 wants keys of all.
        needs: ({ introspection_endpoint }, source) =>
          source !== 'openid-configuration' && introspection_endpoint !== undefined
            ? ['introspection_endpoint']
            : ['jwks_uri'],
        usedBy: async (sandbox, id) =>
          (await configurationOf(db, sandbox))?.serverDefinition === id
            ? 'The configuration'
            : undefined,
      })
      localUserRoutes(api, db)
      mappingRoutes(api, parts)
      hookRoutes(api, hooks)
      transferRoutes(api, createOwnPart(db, announcements.announce))
    },
    examine: ({ configurations: rows = [] }) =>
      // None, where it was deleted.
      documentProblems(rows, (document) => readBy(ResourceServerDocument.nullable(), document)),
    onReset: async () => {
      await labHooks.load()
      registerWhenPossible()
    },
  })
  return { app, registerWhenPossible }
}

// The handler reads what a challenge tells.
const resourceRequest = {
  message: 'resource request',
  shows: 'json',
  refusesItself: true,
} as const
const metadataRequest = { message: 'resource metadata request', shows: 'json' } as const

/** A resource is compared whole, so that the address without its final slash is not a second one. */
function addSlash({ sandbox, url }: FastifyRequest, reply: FastifyReply) {
  const [path, query] = url.split(/\?(.*)/s)
  const address = `${sandbox.base}${path}/${query === undefined ? '' : `?${query}`}`
  return reply.redirect(address, 308)
}
