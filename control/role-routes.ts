import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { LabRoles, RoleHealth } from '@oauth-lab/kit/admin/route-document.ts'
import type { ControlContext } from './context.ts'
import { measureLamps } from './start-page/lamps.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'

/** Which authorization server the lab uses, in which roles' places external programs stand, and whether each answers. */
export function roleRoutes(api: FastifyInstance, { roles, environment }: ControlContext): void {
  const response = { 200: LabRoles }
  api.get(
    '/roles',
    { schema: { response } },
    ({ sandbox: { base, authorizationServer, settings } }): LabRoles => ({
      issuer: authorizationServer.issuer,
      elsewhere: !authorizationServer.issuer.startsWith(`${base}/`),
      external: managedRoles.filter((role) => roles.isOwn(role)),
      blank: settings().blank,
    }),
  )
  const healths = { response: { 200: z.array(RoleHealth) } }
  api.get('/health', { schema: healths }, ({ sandbox }) =>
    measureLamps(sandbox, environment.fetch, roles.isOwn),
  )
}
