import type { FastifyInstance } from 'fastify'
import { serverDefinitionRoutes } from '@oauth-lab/kit/server-definitions/server-definition-routes.ts'
import type { AdminParts } from './admin-parts.ts'
import { applicationRoutes } from './configurations/application-routes.ts'
import { configurationRoutes } from './configurations/configuration-routes.ts'
import { readConfigurations } from './configurations/configurations.ts'
import { inventoryRoutes } from './inventory/inventory-routes.ts'
import { registrationRoutes } from './registration/registration-routes.ts'

/** The client's own management routes: servers, configurations, registrations, applications. */
export function adminRoutes(parts: AdminParts) {
  const { db, fetchTrusting } = parts
  return (api: FastifyInstance): void => {
    serverDefinitionRoutes(api, {
      db,
      fetchTrusting,
      needs: ['authorization_endpoint', 'token_endpoint', 'jwks_uri'],
      async usedBy(sandbox, id) {
        const user = (await readConfigurations(db, sandbox)).find(({ server }) => server === id)
        return user && `The client configuration ${user.name}`
      },
    })
    configurationRoutes(api, parts)
    registrationRoutes(api, parts)
    applicationRoutes(api, parts)
    inventoryRoutes(api, parts)
  }
}
