import { isAbsoluteUri } from '@oauth-lab/kit/absolute-uri.ts'
import type { ResourceServerConfiguration } from '@oauth-lab/kit/admin/resource-server-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Exchange } from './exchange.ts'

const root = '/resserver'

/** The protected URLs, as paths below the sandbox's base. Each is a resource of its own. */
export const protectedPaths = {
  resource: `${root}/protected-resources/`,
  delegated: `${root}/protected-resources-delegated/`,
  administration: `${root}/protected-resources-delegated/administration/`,
} as const

export type Operation = keyof typeof protectedPaths

/** The paths of all resources: the whole server and each protected URL. */
export const resourcePaths: readonly string[] = [root, ...Object.values(protectedPaths)]

type Resource = Pick<Exchange, 'sandbox' | 'path' | 'configuration'>

/**
 * The identifiers of all resources of a sandbox (RFC 8707 §2, RFC 9728 §1.2), and the audience where it is
 * another URI.
 */
export function resourcesOf(
  { base }: Sandbox,
  { audience }: ResourceServerConfiguration,
): string[] {
  const own = resourcePaths.map((path) => base + path)
  return isAbsoluteUri(audience) && !own.includes(audience) ? [...own, audience] : own
}

/** The resource that a request called: the address itself (RFC 9728 §3.3), or the whole server. */
export function resourceOf({ sandbox, path }: Resource): string {
  return sandbox.base + path
}

/** Where the metadata of that resource is: the well-known part comes first (RFC 9728 §3.1). */
export function metadataUrlOf({ sandbox, path }: Resource): string {
  const { origin, prefix } = sandbox
  return `${origin}/.well-known/oauth-protected-resource${prefix}${path}`
}

/** What `aud` may name: the resource that was called, or the server as a whole. */
export function audiencesOf(resource: Resource): string[] {
  return [resourceOf(resource), resource.configuration.audience]
}

/** How a user must have signed in for the operation that was called (RFC 9470 §3); undefined where anyhow will do. */
export function authenticationOf({ path, configuration: { authentication } }: Resource) {
  const operation = operationAt(path)
  return operation && authentication[operation]
}

function operationAt(path: string): Operation | undefined {
  const operations = Object.keys(protectedPaths) as Operation[]
  return operations.find((name) => protectedPaths[name] === path)
}

/** The scopes that a resource needs; those of the whole server are the scopes of every operation. */
export function scopesOf({ path, configuration: { scopes } }: Resource): string[] {
  const operations = Object.keys(protectedPaths) as Operation[]
  const operation = operationAt(path)
  const needed =
    operation === undefined ? operations.flatMap((name) => scopes[name]) : scopes[operation]
  return [...new Set(needed)]
}

/** The same for types of `authorization_details`. */
export function detailsTypesOf({
  path,
  configuration: { authorizationDetails },
}: Resource): string[] {
  const operations = Object.keys(protectedPaths) as Operation[]
  const operation = operationAt(path)
  const needed = (operation === undefined ? operations : [operation]).flatMap(
    (name) => authorizationDetails[name] ?? [],
  )
  return [...new Set(needed)]
}
