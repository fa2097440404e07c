import type { FastifyInstance } from 'fastify'
import type { LabRoles } from '@oauth-lab/kit/admin/control-client.ts'
import type { ControlContext } from './context.ts'
import { managedRoles } from './managed-roles.ts'

/** `GET roles`: which authorization server the lab uses, and in which roles' places external programs stand. */
export function roleRoutes(api: FastifyInstance, { roles }: ControlContext): void {
  api.get('/roles', ({ sandbox: { base, authorizationServer } }): LabRoles => ({
    issuer: authorizationServer.issuer,
    elsewhere: !authorizationServer.issuer.startsWith(`${base}/`),
    external: managedRoles.filter((role) => roles.isOwn(role)),
  }))
}
