import type { FastifyInstance } from 'fastify'
import type { RouteInfo } from '@oauth-lab/kit/admin/control-client.ts'
import type { RoleApp, RouteEntry } from '@oauth-lab/kit/http/app.ts'
import type { ControlContext } from './context.ts'

/** Every route behind the web server, so that a test of all of them can't forget a new one. */
export function routeTableRoutes(
  api: FastifyInstance,
  { roles, environment }: ControlContext,
  app: RoleApp,
): void {
  api.get('/routes', async ({ sandbox }): Promise<RouteInfo[]> => {
    const tables = await roles.each((role) =>
      roles.call<RouteEntry[]>(sandbox, role, 'GET', 'routes'),
    )
    const own = { ...tables, control: app.routeTable }
    return [
      ...Object.entries(own).flatMap(([role, table]) => table.map((row) => ({ role, ...row }))),
      ...(environment.staticPaths ?? []).map((path) => ({ role: 'static', method: 'GET', path })),
    ]
  })
}
