import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'

/** What the resource server says of one of its resources (RFC 9728 §2). @param path below the base */
export function protectedResourceMetadata({ base, authorizationServer }: Sandbox, path: string) {
  return {
    resource: base + path,
    authorization_servers: [authorizationServer.issuer],
    scopes_supported: [authorizationServer.resourceScope],
    bearer_methods_supported: ['header'],
    resource_name: 'OAuth Lab resource server',
  }
}
