import { METHODS } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { RoleApp } from '@oauth-lab/kit/http/app.ts'
import { isForm, mediaTypeOf } from '@oauth-lab/kit/http/media-type.ts'
import { createKeptBody } from '@oauth-lab/kit/recording/kept-body.ts'
import { recordWhenCut } from '@oauth-lab/kit/recording/record-when-cut.ts'
import { routes } from '@oauth-lab/webserver/routes.ts'
import type { RoleName } from '@oauth-lab/webserver/routes.ts'
import { createHandOn } from './hand-on.ts'
import type { HandOnOptions } from './hand-on.ts'
import { bodyOf, readBodiesToSteer } from './read-bodies-to-steer.ts'

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
  for (const [name, url] of Object.entries(urls)) {
    const role = name as RoleName
    const handOn = createHandOn({ ...options, role, url })
    await app.register((scope, _options, done) => {
      scope.addHook('onRequest', beginPassing(role))
      scope.addHook('onRequest', takeAnyMediaType)
      readBodiesToSteer(scope)
      for (const path of pathsOf(role)) {
        scope.all(`${path}*`, { config: { external: true } }, async (request, reply) =>
          handOn(request, reply, await bodyOf(request)),
        )
      }
      done()
    })
  }
}

/** Fastify refuses what is no media type. The program judges it, and hears it as it came. */
const takeAnyMediaType = async (request: FastifyRequest) => {
  const isKnown = isForm(request) || mediaTypeOf(request) === 'application/json'
  if (!isKnown) request.headers = { 'content-type': 'application/octet-stream' }
}

function pathsOf(role: RoleName): string[] {
  return routes.flatMap((route) => ('role' in route && route.role === role ? route.path : []))
}

function beginPassing(role: RoleName) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    request.role = role
    request.passing = {
      requestBody: createKeptBody(),
      responseBody: createKeptBody(),
      responseHeaders: undefined,
      failure: undefined,
    }
    recordWhenCut(request, reply)
    if (request.sandbox.interventions === undefined) return
    // Loaded where somebody steers.
    const { messageOf } = await import('./steer.ts')
    request.passing.message = () => messageOf(request)
  }
}
