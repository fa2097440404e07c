import { METHODS } from 'node:http'
import type { RoleApp } from '@oauth-lab/kit/http/app.ts'
import { routes } from '@oauth-lab/webserver/routes.ts'
import type { RoleName } from '@oauth-lab/webserver/routes.ts'
import { createHandOn } from './hand-on.ts'
import type { HandOnOptions } from './hand-on.ts'

/** The external programs at roles' places, and how they are reached. */
export interface ExternalPrograms extends Omit<HandOnOptions, 'role' | 'url'> {
  /** Scheme, host and port of each. */
  urls: Partial<Record<RoleName, string>>
}

/**
 * Hands the requests for a role on to the external program at its place, and records both sides, as
 * the role itself would. The web server leads its paths here.
 */
export async function externalRoutes(
  app: RoleApp,
  { urls, ...options }: ExternalPrograms,
): Promise<void> {
  for (const method of METHODS) {
    // Of CONNECT and TRACE a program hears nothing.
    const isOurs = method === 'CONNECT' || method === 'TRACE'
    if (!isOurs && !app.supportedMethods.includes(method)) {
      app.addHttpMethod(method, { hasBody: true })
    }
  }
  for (const [role, url] of Object.entries(urls)) {
    const handler = createHandOn({ ...options, role: role as RoleName, url })
    await app.register((scope, _options, done) => {
      // Bodies flow; nobody here reads them.
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
      scope.addHook('onRequest', (request, _reply, next) => {
        request.role = role
        next()
      })
      for (const path of pathsOf(role as RoleName)) {
        scope.all(`${path}*`, { config: { external: true } }, handler)
      }
      done()
    })
  }
}

function pathsOf(role: RoleName): string[] {
  return routes.flatMap((route) => ('role' in route && route.role === role ? route.path : []))
}
