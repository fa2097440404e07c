import type { FastifyRequest } from 'fastify'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'

const root = '/resserver'

/** The protected URLs, as paths below the sandbox's base. Each is a resource of its own. */
export const protectedPaths = {
  resource: `${root}/protected-resources/`,
  delegated: `${root}/protected-resources-delegated/`,
  administration: `${root}/protected-resources-delegated/administration/`,
} as const

/** The paths of all resources: the whole server and each protected URL. */
export const resourcePaths: readonly string[] = [root, ...Object.values(protectedPaths)]

/** The identifiers of all resources of a sandbox (RFC 8707 §2, RFC 9728 §1.2). */
export function resourcesOf({ base }: Sandbox): string[] {
  return resourcePaths.map((path) => base + path)
}

/** The resource that a request called: the address itself (RFC 9728 §3.3), or the whole server. */
export function resourceOf(request: FastifyRequest): string {
  return request.sandbox.base + pathOf(request)
}

/** Where the metadata of that resource is: the well-known part comes first (RFC 9728 §3.1). */
export function metadataUrlOf(request: FastifyRequest): string {
  const { origin, prefix } = request.sandbox
  return `${origin}/.well-known/oauth-protected-resource${prefix}${pathOf(request)}`
}

/** What `aud` may name: the resource that was called, or the server as a whole. */
export function audiencesOf(request: FastifyRequest): string[] {
  return [resourceOf(request), request.sandbox.authorizationServer.audience]
}

function pathOf({ url }: FastifyRequest): string {
  const path = url.split('?', 1)[0]!
  return resourcePaths.includes(path) ? path : root
}
