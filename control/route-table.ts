import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { LabRole } from '@oauth-lab/kit/admin/managed-roles.ts'
import { RouteInfo } from '@oauth-lab/kit/admin/route-document.ts'
import type { RoleApp, RouteEntry } from '@oauth-lab/kit/http/app.ts'
import type { ControlContext } from './context.ts'

/** Every route behind the web server, so that a test of all of them can't forget a new one. */
export function routeTableRoutes(
  api: FastifyInstance,
  { roles, environment }: ControlContext,
  app: RoleApp,
): void {
  const response = { 200: z.array(RouteInfo) }
  api.get('/routes', { schema: { response } }, async ({ sandbox }): Promise<RouteInfo[]> => {
    const tables = await roles.each((role) =>
      roles.call<RouteEntry[]>(sandbox, role, 'GET', 'routes'),
    )
    const own = { ...tables, control: app.routeTable }
    return [
      ...Object.entries(own).flatMap(([role, table]) =>
        table.map((row) => ({ role: role as LabRole, ...row })),
      ),
      ...(environment.staticPaths ?? []).map((path) => ({
        role: 'static' as const,
        method: 'GET',
        path,
      })),
    ]
  })
}
