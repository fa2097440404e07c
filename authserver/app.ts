import { readStandIn } from '@oauth-lab/kit/admin/stand-in.ts'
import { defaultPasswords, publicPassword } from '@oauth-lab/kit/default-passwords.ts'
import { createHookModules } from '@oauth-lab/kit/hooks/hook-modules.ts'
import { openLabHooks } from '@oauth-lab/kit/hooks/lab-hooks.ts'
import { openRole } from '@oauth-lab/kit/role.ts'
import type { RoleEnvironment } from '@oauth-lab/kit/role.ts'
import { documentProblems } from '@oauth-lab/kit/snapshot/document-problems.ts'
import { sweepEachHour } from '@oauth-lab/kit/sweep-each-hour.ts'
import type { FetchTrusting } from '@oauth-lab/kit/trust.ts'
import { createTurns } from '@oauth-lab/kit/turns.ts'
import { adminRoutes } from './admin/admin-routes.ts'
import { catalogue } from './checks.ts'
import { endpoints } from './endpoints.ts'
import { hookPoints } from './hooks/hook-points.ts'
import type { Hooks } from './hooks/hooks.ts'
import { loadHooks, readHooks } from './hooks/load-hooks.ts'
import { answerRefusal } from './http/answer-refusal.ts'
import { registerCors } from './http/cors.ts'
import { routeEndpoint } from './http/route-endpoint.ts'
import { createLastIntrospections } from './inventory/last-introspections.ts'
import { readConfiguration } from './configuration/configurations.ts'
import { createInteractionPages } from './interaction/pages/interaction-pages.ts'
import { createKeyPool } from './keys/key-pool.ts'
import { createSigningKeys } from './keys/signing-keys.ts'
import { issuerRoutes } from './metadata/issuer-routes.ts'
import type { AuthServer } from './server.ts'
import type { Database } from './store/database.ts'
import { migrations, tables } from './store/tables.ts'
import type { Tables } from './store/tables.ts'
import { sweep } from './store/sweep.ts'
import { tokensIssued } from './token/count-tokens.ts'
import { createPasswords } from './users/passwords.ts'

export interface AuthServerEnvironment extends RoleEnvironment {
  /** The guarded fetch, for addresses that clients name. */
  fetchTrusting: FetchTrusting
  /** Path of a module of hooks; the lab's own when absent. */
  hooks?: string | undefined
  /** Whether the lab's example hooks are on where no module is named; off unless told. */
  exampleHooks?: boolean | undefined
  /** Whether sandboxes may have hooks of their own; not unless told. */
  editHooks?: boolean | undefined
}

/** The authorization server; opens no port. */
export async function createApp(environment: AuthServerEnvironment) {
  const { hooks: file, exampleHooks, editHooks = false } = environment
  const exportsOf = (hooks: Hooks) => ({ ...hooks })
  const labHooks = await openLabHooks(file, () => loadHooks(file, exampleHooks), exportsOf)
  const parts = await openRole<Tables>(
    {
      role: 'authserver',
      catalogue,
      migrations,
      tables,
      renderRefusal: (refusal, request, reply) => answerRefusal(server, refusal, request, reply),
    },
    environment,
  )
  const { app, store, throttle, metrics } = parts
  const db: Database = store.db
  const hooks = createHookModules(
    labHooks,
    { read: readHooks, exportsOf, points: hookPoints, editable: editHooks },
    { app, db },
  )
  const onError = (error: unknown) => app.log.error({ err: error })
  const server: AuthServer = {
    db,
    log: environment.log,
    fetch: environment.fetch,
    fetchTrusting: environment.fetchTrusting,
    endpoints,
    keys: createSigningKeys(db, createKeyPool(2)),
    passwords: createPasswords(),
    throttle,
    tokensIssued: metrics.counter(tokensIssued),
    introspections: createLastIntrospections(store, onError),
    turns: createTurns(),
    pages: createInteractionPages(),
    publicPasswords: {
      superuser: publicPassword('superuser', environment.administration.password),
      developer: publicPassword(
        'developer',
        environment.developerPassword ?? defaultPasswords.developer,
      ),
    },
    readStandIn: (base, cookie) => readStandIn(environment.administration.key, base, cookie),
    hooks: hooks.of,
  }

  sweepEachHour(app, parts.sandboxes, store, (sandbox) => sweep(db, sandbox))
  app.addHook('preClose', () => server.introspections.flush())
  await registerCors(app, db)
  await app.register(async (scope) => {
    // A body in another format reaches the endpoint, whose check then names the right one.
    scope.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
      request.sentBody = String(body)
      done(null, undefined)
    })
    for (const endpoint of endpoints) routeEndpoint(scope, server, endpoint)
    issuerRoutes(scope, server)
  })
  /** Grant types of hooks. What a sandbox's own module brings along is known once it is loaded. */
  const grantTypesOf = (document: unknown, hasOwnModule: boolean): string[] => {
    const { supportedGrantTypes = [] } = document as { supportedGrantTypes?: string[] }
    return hasOwnModule ? supportedGrantTypes : Object.keys(labHooks.hooks().grantTypes ?? {})
  }
  await parts.addAdminApi({
    routes: adminRoutes(server, parts.sandboxes, hooks),
    examine: ({ configurations = [], hook_modules: own = [] }) =>
      documentProblems(configurations, (document) =>
        // None, where it was deleted.
        document === null
          ? { problems: [] }
          : readConfiguration(document, grantTypesOf(document, own.length > 0)),
      ),
    onReset: labHooks.load,
  })
  return { app }
}
