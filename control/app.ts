import type { FastifyInstance } from 'fastify'
import type { Call } from '@oauth-lab/kit/call.ts'
import type { CertificateInfo } from '@oauth-lab/kit/admin/control-client.ts'
import type { RoleApp } from '@oauth-lab/kit/http/app.ts'
import { openRole } from '@oauth-lab/kit/role.ts'
import type { RoleEnvironment } from '@oauth-lab/kit/role.ts'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import { authserverRoutes } from './authserver-routes.ts'
import { repeatUntilDone } from './bootstrap-at-start.ts'
import { bootstrap, bootstrapRoutes } from './bootstrap.ts'
import { setOwnPasswords } from './own-passwords.ts'
import { certificateRoutes } from './certificates.ts'
import { checkRoutes } from './checks.ts'
import { clockRoutes } from './clock.ts'
import type { ControlContext } from './context.ts'
import { policyRoutes } from './policy.ts'
import { publicRoutes } from './public-routes.ts'
import { readinessRoute } from './readiness.ts'
import { createRoles } from './roles.ts'
import type { ManagedRole } from './roles.ts'
import { routeTableRoutes } from './route-table.ts'
import { sandboxRoutes } from './sandboxes.ts'
import { createSpaClient } from './spa-client.ts'
import { startRoute } from './start-page/start-route.ts'
import { sweepSandboxes } from './sweep.ts'

export interface ControlEnvironment extends RoleEnvironment {
  /** Reaches the other roles at the lab's origin. */
  call: Call
  /** The authorization server's configuration that every sandbox begins with. */
  configuration?: unknown
  /** Roles at whose place a program of the user's own stands. */
  externalRoles?: readonly ManagedRole[]
  /** The single-page application's client at a server of the user's own; else it registers itself. */
  spaClientId?: string | undefined
  /** Paths below a sandbox's base at which the web server serves files. */
  staticPaths?: readonly string[]
  /** Makes a new leaf certificate and has the web server take it up. */
  renewCertificate?: () => Promise<CertificateInfo>
  /** When the web server's certificate ends. */
  certificateEnd?: () => Date
}

export interface Control {
  app: RoleApp
  /** Gives the default sandbox what it misses of its users and clients. @throws as `bootstrap` does */
  bootstrap(): Promise<void>
  /** The same as soon as the roles answer. */
  bootstrapWhenPossible(): void
}

/** The control service: the one handle that the command line and the tests have on a lab. */
export async function createApp(environment: ControlEnvironment): Promise<Control> {
  const { app, sandboxes, addAdminApi } = await openRole<object>(
    { role: 'control', catalogue: {}, migrations: {}, tables: [] },
    environment,
  )
  const roles = createRoles(environment)
  const context: ControlContext = { environment, sandboxes, roles, bootstrapped: false }
  await addAdminApi({
    path: '/control/api',
    routes(api: FastifyInstance) {
      sandboxRoutes(api, context)
      clockRoutes(api, context)
      policyRoutes(api, context)
      bootstrapRoutes(api, context)
      authserverRoutes(api, context)
      checkRoutes(api, context)
      routeTableRoutes(api, context, app)
      certificateRoutes(api, context)
    },
  })
  publicRoutes(app, createSpaClient(context))
  startRoute(app, context)
  readinessRoute(app, context)
  sweepSandboxes(app, context)
  const bootstrapDefault = async () => {
    await bootstrap(context, sandboxes.find(defaultSandbox)!)
    const others = (await sandboxes.all()).filter(
      ({ id }) => id !== defaultSandbox && sandboxes.find(id),
    )
    for (const sandbox of others) await setOwnPasswords(context, sandbox)
  }
  return {
    app,
    bootstrap: bootstrapDefault,
    bootstrapWhenPossible: repeatUntilDone(app, bootstrapDefault),
  }
}
