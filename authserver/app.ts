import { defaultPasswords, publicPassword } from '@oauth-lab/kit/default-passwords.ts'
import { openRole } from '@oauth-lab/kit/role.ts'
import type { RoleEnvironment } from '@oauth-lab/kit/role.ts'
import { failureAsJson } from '@oauth-lab/kit/http/app.ts'
import { adminRoutes } from './admin/admin-routes.ts'
import { authorizationEndpoint } from './authorization/authorization-endpoint.ts'
import { catalogue } from './checks.ts'
import { configurationOf } from './configuration/configurations.ts'
import { loadHooks } from './hooks/load-hooks.ts'
import { registerCors } from './http/cors.ts'
import { isPage, renderFailurePage, renderRefusalPage } from './http/render-page.ts'
import { renderRefusal } from './http/render-refusal.ts'
import { interactionEndpoints } from './interaction/interaction-endpoints.ts'
import { createInteractionPages } from './interaction/pages/interaction-pages.ts'
import { introspectionEndpoint } from './introspection/introspection-endpoint.ts'
import { createKeyPool } from './keys/key-pool.ts'
import { createSigningKeys } from './keys/signing-keys.ts'
import { logoutEndpoints } from './logout/logout-endpoint.ts'
import { metadataOf } from './metadata/metadata.ts'
import { registrationEndpoints } from './registration/registration-endpoint.ts'
import { revocationEndpoint } from './revocation/revocation-endpoint.ts'
import type { AuthServer, Database } from './server.ts'
import { migrations } from './store/migrations.ts'
import type { Tables } from './store/schema.ts'
import { sweep } from './store/sweep.ts'
import { tokenEndpoint } from './token/token-endpoint.ts'
import { userInfoEndpoint } from './userinfo/userinfo-endpoint.ts'
import { createPasswords } from './users/passwords.ts'

export interface AuthServerEnvironment extends RoleEnvironment {
  /** Path of a module of hooks; the lab's own when absent. */
  hooks?: string | undefined
}

const tables = [
  'configurations',
  'clients',
  'resources',
  'users',
  'consents',
  'grants',
  'codes',
  'access_tokens',
  'refresh_tokens',
  'sessions',
  'interactions',
  'signing_keys',
  'initial_tokens',
] as const

/** The authorization server; opens no port. */
export async function createApp(environment: AuthServerEnvironment) {
  let hooks = await loadHooks(environment.hooks)
  const parts = await openRole<Tables>(
    {
      role: 'authserver',
      catalogue,
      migrations,
      tables,
      renderRefusal: (refusal, request, reply) =>
        isPage(request)
          ? renderRefusalPage(server, refusal, request, reply)
          : renderRefusal(refusal, request, reply),
      renderFailure: (failure, request, reply) =>
        isPage(request)
          ? renderFailurePage(server, failure, request, reply)
          : failureAsJson(failure, request, reply),
    },
    environment,
  )
  const { app, store, throttle } = parts
  const db: Database = store.db
  const server: AuthServer = {
    db,
    keys: createSigningKeys(db, createKeyPool(2)),
    passwords: createPasswords(),
    throttle,
    pages: createInteractionPages(),
    publicPasswords: {
      superuser: publicPassword('superuser', environment.administration.password),
      developer: publicPassword(
        'developer',
        environment.developerPassword ?? defaultPasswords.developer,
      ),
    },
    hooks: () => hooks,
  }

  // Housekeeping is on real time; what it looks at is on each sandbox's clock.
  const sweeping = setInterval(async () => {
    try {
      for (const sandbox of parts.sandboxes.all()) await sweep(db, sandbox)
      await store.settled(store.mark())
    } catch (error) {
      environment.log.error({ err: error })
    }
  }, 3600_000)
  sweeping.unref()
  app.addHook('onClose', () => clearInterval(sweeping))

  await registerCors(app, db)
  await app.register(async (endpoints) => {
    // A body in another format reaches the endpoint, whose check then names the right one.
    endpoints.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) =>
      done(null, undefined),
    )
    const issuer = '/authserver/oauth2'
    const metadata = {
      handler: async ({ sandbox }: { sandbox: Parameters<typeof metadataOf>[0] }) => {
        const configuration = await configurationOf(db, sandbox)
        return metadataOf(sandbox, configuration, Object.keys(hooks.grantTypes ?? {}))
      },
    }
    endpoints.get(`${issuer}/.well-known/openid-configuration`, metadata.handler)
    endpoints.get(`${issuer}/.well-known/oauth-authorization-server`, metadata.handler)
    endpoints.get(`/.well-known/oauth-authorization-server${issuer}`, metadata.handler)
    endpoints.get(`${issuer}/jwks`, ({ sandbox }) => server.keys.published(sandbox))
    endpoints.post(`${issuer}/token`, tokenEndpoint(server))
    endpoints.post(`${issuer}/introspection`, introspectionEndpoint(server))
    endpoints.post(`${issuer}/revocation`, revocationEndpoint(server))
    endpoints.get(`${issuer}/userinfo`, userInfoEndpoint(server))
    endpoints.post(`${issuer}/userinfo`, userInfoEndpoint(server))
    const authorize = authorizationEndpoint(server)
    // A HEAD would do what the GET does: begin or end an interaction.
    const getOnly = { exposeHeadRoute: false }
    endpoints.get(`${issuer}/authorize`, getOnly, authorize)
    endpoints.post(`${issuer}/authorize`, authorize)
    const interaction = interactionEndpoints(server)
    endpoints.get('/authserver/interaction/:id', getOnly, interaction.page)
    endpoints.get('/authserver/interaction/:id/other-user', getOnly, interaction.otherUser)
    endpoints.post('/authserver/interaction/:id/login', interaction.login)
    endpoints.post('/authserver/interaction/:id/code', interaction.code)
    endpoints.post('/authserver/interaction/:id/consent', interaction.consent)
    const logout = logoutEndpoints(server)
    endpoints.get(`${issuer}/logout`, getOnly, logout.begin)
    endpoints.post(`${issuer}/logout`, logout.begin)
    endpoints.post('/authserver/logout-answer', logout.answer)
    const registration = registrationEndpoints(server)
    endpoints.post(`${issuer}/register`, registration.register)
    endpoints.get(`${issuer}/register/:clientId`, registration.read)
    endpoints.put(`${issuer}/register/:clientId`, registration.update)
    endpoints.delete(`${issuer}/register/:clientId`, registration.remove)
  })
  await parts.addAdminApi({
    routes: adminRoutes(server),
    onReset: async () => {
      hooks = await loadHooks(environment.hooks)
    },
  })
  return { app }
}
