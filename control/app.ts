import type { FastifyInstance } from 'fastify'
import type { Kysely } from 'kysely'
import type { RoleApp } from '@oauth-lab/kit/http/app.ts'
import { registerAdminApi } from '@oauth-lab/kit/admin/admin-api.ts'
import { openRole } from '@oauth-lab/kit/role.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import { authorizationRoute } from './authorization-route.ts'
import { authserverRoutes } from './authserver-routes.ts'
import { repeatUntilDone } from '@oauth-lab/kit/repeat-until-done.ts'
import { bootstrap, bootstrapRoutes } from './bootstrap.ts'
import { setOwnPasswordsEverywhere } from './own-passwords.ts'
import { certificateRoutes } from './certificates.ts'
import { checkRoutes } from './checks.ts'
import { clockRoutes } from './clock.ts'
import type { ControlContext } from './context.ts'
import type { ControlEnvironment } from './environment.ts'
import { issuerKeysRoute } from './issuer-keys.ts'
import { interventionRoutes } from './interventions/intervention-routes.ts'
import { lessonRoutes } from './lessons/lesson-routes.ts'
import { workshopRoutes } from './lessons/workshop-routes.ts'
import { createMakeSandbox } from './make-sandbox.ts'
import { policyRoutes } from './policy.ts'
import { publicRoutes } from './public-routes.ts'
import { explainedRoutes } from './explained/explained-route.ts'
import { recordingRoutes } from './recording/recording-routes.ts'
import { readinessRoute } from './readiness.ts'
import { createRoles } from './roles.ts'
import { roleRoutes } from './role-routes.ts'
import { routeTableRoutes } from './route-table.ts'
import { sandboxRoutes } from './sandboxes.ts'
import { createAdministrators } from './session/administrators.ts'
import { createPasswordAttempts } from './session/password-attempts.ts'
import { createSessionCookies } from './session/session-cookies.ts'
import { sessionRoutes } from './session/session-routes.ts'
import { createSpaClient } from './spa-client.ts'
import { startRoute } from './start-page/start-route.ts'
import { migrations, tables } from './store/tables.ts'
import type { Tables } from './store/tables.ts'
import { snapshotRoutes } from './snapshot/snapshot-routes.ts'
import { timeout } from '@oauth-lab/webserver/limits.ts'
import { settle } from '@oauth-lab/kit/store/settle.ts'
import { sweepSandboxes } from './sweep.ts'
import { transferRoutes } from './transfer/transfer-routes.ts'

export interface Control {
  app: RoleApp
  /**
   * Gives the default sandbox what it misses of its users and clients.
   * @throws ConfigurationError as `bootstrap` does, and where a lab that is not blank was to begin blank
   */
  bootstrap(): Promise<void>
  /** The same as soon as the roles answer. */
  bootstrapWhenPossible(): void
  /** Whether the default sandbox began with users and nothing else. */
  isBlank(): boolean
}

/** The control service: the one handle that the command line and the tests have on a lab. */
export async function createApp(environment: ControlEnvironment): Promise<Control> {
  const { app, store, sandboxes, throttle, part } = await openRole<Tables>(
    { role: 'control', catalogue: {}, migrations, tables },
    environment,
  )
  const db = store.db as unknown as Kysely<Tables>
  const roles = createRoles(environment)
  const context: ControlContext = { environment, db, sandboxes, roles, bootstrapped: false }
  const makeSandbox = createMakeSandbox(context)
  const administrators = createAdministrators(db, environment)
  const cookies = createSessionCookies(context, administrators)
  const everywhere = () => sandboxes.find(defaultSandbox)!
  const attempts = createPasswordAttempts(roles, throttle, everywhere)
  await registerAdminApi(app, {
    role: 'control',
    path: '/control/api',
    origin: environment.origin,
    authenticate: administrators.authenticate,
    routes(api: FastifyInstance) {
      sessionRoutes(api, context, { administrators, attempts, cookies })
      sandboxRoutes(api, context, makeSandbox, cookies)
      clockRoutes(api, context)
      policyRoutes(api, context)
      bootstrapRoutes(api, context)
      authserverRoutes(api, context)
      authorizationRoute(api, context)
      checkRoutes(api, context)
      recordingRoutes(api, context)
      interventionRoutes(api, context)
      snapshotRoutes(api, context, part)
      transferRoutes(api, context)
      lessonRoutes(api, context, makeSandbox, cookies)
      workshopRoutes(api, context, makeSandbox)
      roleRoutes(api, context)
      routeTableRoutes(api, context, app)
      certificateRoutes(api, context)
      issuerKeysRoute(api, context)
    },
  })
  publicRoutes(app, createSpaClient(context))
  startRoute(app, context)
  explainedRoutes(app, context)
  readinessRoute(app, context)
  const { programs } = environment
  if (programs !== undefined && Object.keys(programs.urls).length > 0) {
    const { externalRoutes } = await import('./external/external-routes.ts')
    const { origin } = environment
    await externalRoutes(app, { ...programs, origin, timeout: timeout.external })
  }
  sweepSandboxes(app, context, store)
  app.addHook('onClose', () => environment.processes?.close())
  const bootstrapDefault = () =>
    settle(store, async () => {
      await bootstrap(context, sandboxes.find(defaultSandbox)!)
      await setOwnPasswordsEverywhere(context)
    })
  const isBlank = () => everywhere().settings().blank
  return {
    app,
    isBlank,
    async bootstrap() {
      if (environment.blank && !isBlank()) throw notBlank()
      await bootstrapDefault()
    },
    bootstrapWhenPossible: repeatUntilDone(app, 'bootstrap', bootstrapDefault),
  }
}

function notBlank(): ConfigurationError {
  const message =
    'the lab of this folder did not begin blank; --data chooses another folder, --memory begins without one'
  return new ConfigurationError('The lab cannot start.', [{ path: 'blank', message }])
}
