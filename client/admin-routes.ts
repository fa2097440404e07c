import type { FastifyInstance } from 'fastify'
import { serverDefinitionRoutes } from '@oauth-lab/kit/server-definitions/server-definition-routes.ts'
import { transferRoutes } from '@oauth-lab/kit/transfer/transfer-routes.ts'
import type { AdminParts } from './admin-parts.ts'
import { applicationRoutes } from './configurations/application-routes.ts'
import { configurationRoutes } from './configurations/configuration-routes.ts'
import { readConfigurations } from './configurations/configurations.ts'
import { inventoryRoutes } from './inventory/inventory-routes.ts'
import { registrationRoutes } from './registration/registration-routes.ts'
import { createOwnPart } from './transfer/own-part.ts'

/** Whether a list of the metadata names something; undefined where there is no list. */
function offers(
  metadata: Readonly<Record<string, unknown>>,
  list: 'scopes' | 'grant_types',
  name: string,
): boolean | undefined {
  const found = metadata[`${list}_supported`]
  return Array.isArray(found) ? found.includes(name) : undefined
}

/** The client's own management routes: servers, configurations, registrations, applications. */
export function adminRoutes(parts: AdminParts) {
  const { db, fetchTrusting } = parts
  return (api: FastifyInstance): void => {
    serverDefinitionRoutes(api, {
      db,
      fetchTrusting,
      needs(metadata, source) {
        const isOpenId = source === 'openid-configuration' || offers(metadata, 'scopes', 'openid')
        return [
          // RFC 8414 §2: a server without the code flow has no such endpoint.
          ...(offers(metadata, 'grant_types', 'authorization_code') !== false
            ? ['authorization_endpoint']
            : []),
          'token_endpoint',
          // ID tokens are verified; access tokens are the resource server's affair.
          ...(isOpenId ? ['jwks_uri'] : []),
        ]
      },
      async usedBy(sandbox, id) {
        const user = (await readConfigurations(db, sandbox)).find(({ server }) => server === id)
        return user && `The client configuration ${user.name}`
      },
    })
    configurationRoutes(api, parts)
    registrationRoutes(api, parts)
    applicationRoutes(api, parts)
    inventoryRoutes(api, parts)
    transferRoutes(api, createOwnPart(db))
  }
}
