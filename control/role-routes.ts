import type { FastifyInstance } from 'fastify'
import { LabRoles } from '@oauth-lab/kit/admin/route-document.ts'
import type { ControlContext } from './context.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'

/** `GET roles`: which authorization server the lab uses, and in which roles' places external programs stand. */
export function roleRoutes(api: FastifyInstance, { roles }: ControlContext): void {
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
}
