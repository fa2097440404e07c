import type { FastifyBaseLogger, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Dialect, Kysely } from 'kysely'
import { registerAdminApi } from './admin/admin-api.ts'
import type { Administration } from './admin/administration.ts'
import { askControl } from './admin/ask-control.ts'
import { instanceRoutes } from './admin/instance-routes.ts'
import { portalRoute } from './admin/portal-route.ts'
import type { LabRole, ManagedRole } from './admin/managed-roles.ts'
import { auditRefusals, auditRoutes } from './audit/audit-hooks.ts'
import { createAuditLog } from './audit/audit-log.ts'
import type { AuditDatabase } from './audit/audit-table.ts'
import type { AuthorizationServerSettings } from './authorization-server.ts'
import type { Catalogue, Refusal } from './checks.ts'
import { createRoleApp } from './http/app.ts'
import type { RoleApp } from './http/app.ts'
import type { Failure } from './http/failure.ts'
import { createMetrics } from './metrics/metrics.ts'
import type { Metrics } from './metrics/metrics.ts'
import { metricsRoute } from './metrics/metrics-route.ts'
import type { RecordingPool } from './recording/recording-pool.ts'
import { openSandboxes } from './sandboxes.ts'
import type { PartDefinition } from './snapshot/part-definition.ts'
import type { Sandboxes } from './sandboxes.ts'
import { kitMigrations } from './store/migrations.ts'
import type { KitTables } from './store/migrations.ts'
import type { Migrations, Table } from './store/tables.ts'
import { presentTables } from './store/tables.ts'
import { createStore, openStore } from './store/store.ts'
import type { Store } from './store/store.ts'
import { sweepEachMinute } from './sweep-each-minute.ts'
import { createThrottle } from './throttle.ts'
import type { Throttle } from './throttle.ts'
import type { Fetch } from './trust.ts'

/** What every role is given by whoever starts it: a process of its own, or the embedded lab. */
export interface RoleEnvironment {
  /** The lab's public origin, for example `https://localhost:8443`. */
  origin: string
  /** Where clients may show a certificate (RFC 8705 §5); absent: nowhere. */
  mtlsOrigin?: string | undefined
  /** The role's database: a file, `:memory:`, or one that several processes share ({@link createStore}). */
  database: string | Dialect
  administration: Administration
  /** The password that the developer begins with; the public one unless told. */
  developerPassword?: string
  /** Whether the default sandbox begins with users and nothing else; not unless told. */
  blank?: boolean
  /** What is told of an external authorization server. */
  authorizationServer?: AuthorizationServerSettings
  /** Room for recordings; its own unless told. */
  recordings?: RecordingPool
  /** `fetch` that trusts the lab's root. */
  fetch: Fetch
  log: FastifyBaseLogger
  /** Awaited before each commit; tests hold it. */
  holdCommit?: () => Promise<void>
}

export interface RoleDefinition<Tables> {
  role: LabRole
  catalogue: Catalogue
  migrations: Migrations
  /** The role's own tables; with one that is named `audit_log` it keeps an audit log. */
  tables: { readonly [Name in keyof Tables]: Table }
  renderRefusal?: (refusal: Refusal, request: FastifyRequest, reply: FastifyReply) => unknown
  renderFailure?: (failure: Failure, request: FastifyRequest, reply: FastifyReply) => unknown
}

/** The parts that every role stands on. */
export interface RoleParts<Tables> {
  app: RoleApp
  store: Store<Tables>
  sandboxes: Sandboxes
  throttle: Throttle
  metrics: Metrics
  /** What the role's part of a snapshot follows from. */
  part: PartDefinition
  /** Adds the management API of a role that control manages; `routes` are the role's own, below the API's path. */
  addAdminApi(own?: {
    onReset?: () => Promise<void>
    examine?: PartDefinition['examine']
    routes?: (api: FastifyInstance) => void
  }): Promise<void>
}

/** Opens a role's store and sandboxes and creates its HTTP application; opens no port. */
export async function openRole<Tables>(
  definition: RoleDefinition<Tables>,
  environment: RoleEnvironment,
): Promise<RoleParts<Tables>> {
  const { role, catalogue, migrations, tables } = definition
  const { origin, database, administration, authorizationServer, log, holdCommit, fetch } =
    environment
  const metrics = createMetrics()
  const store =
    typeof database === 'string'
      ? await openStore<Tables>({
          file: database,
          migrations,
          onStatement: (kind, ms) => metrics.sqlDurations.observe(ms / 1000, kind),
          ...(holdCommit && { holdCommit }),
        })
      : await createStore<Tables>(database, migrations)
  const sandboxes = await openSandboxes({
    store,
    origin,
    mtlsOrigin: environment.mtlsOrigin,
    tables: Object.keys(presentTables(tables)) as (keyof Tables & string)[],
    authorizationServer,
    recordings: environment.recordings,
    blank: environment.blank,
  })
  const throttle = createThrottle(store.db as unknown as Kysely<KitTables>)
  const { renderRefusal, renderFailure } = definition
  const app = await createRoleApp({
    role,
    sandboxes,
    store,
    log,
    // Loaded where an intervention changes a JWT.
    signJwt: (sandbox) => async (wanted) => {
      const { askSignature } = await import('./interventions/ask-signature.ts')
      return askSignature({ origin, administration, fetch }, sandbox)(wanted)
    },
    metrics,
    ...(renderRefusal && { renderRefusal }),
    ...(renderFailure && { renderFailure }),
  })
  const auditDb = store.db as unknown as AuditDatabase
  const audit =
    'audit_log' in tables
      ? createAuditLog({ ...store, db: auditDb }, sandboxes, (error) => log.error({ err: error }))
      : undefined
  if (audit !== undefined) auditRefusals(app, audit)
  const authenticate = askControl({ origin, administration, fetch })
  metricsRoute(app, { role, metrics, administration, authenticate, throttle })
  sweepEachMinute(app, sandboxes, throttle, store)
  app.addHook('onClose', () => store.close())
  const part: PartDefinition = {
    db: store.db as unknown as Kysely<never>,
    tables,
    migrations: { ...kitMigrations, ...migrations },
    catalogue,
  }
  return {
    app,
    store,
    sandboxes,
    throttle,
    metrics,
    part,
    addAdminApi: ({ onReset, examine, routes } = {}) => {
      portalRoute(app, role)
      return registerAdminApi(app, {
        role,
        path: `/${role}/admin/api`,
        origin,
        authenticate,
        routes(api) {
          if (audit !== undefined) auditRoutes(api, auditDb, audit)
          instanceRoutes(api, {
            role: role as ManagedRole,
            sandboxes,
            app,
            part: { ...part, examine },
            ...(onReset && { onReset }),
          })
          routes?.(api)
        },
      })
    },
  }
}
