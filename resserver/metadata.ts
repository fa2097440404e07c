import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { issuerOf, requiredScope, resourceOf } from './resource.ts'

/** What the resource server says of itself (RFC 9728 §2). */
export function protectedResourceMetadata(sandbox: Sandbox) {
  return {
    resource: resourceOf(sandbox),
    authorization_servers: [issuerOf(sandbox)],
    scopes_supported: [requiredScope],
    bearer_methods_supported: ['header'],
    resource_name: 'OAuth Lab resource server',
  }
}
