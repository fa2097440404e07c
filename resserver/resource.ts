import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'

/** The scope that both resources need. */
export const requiredScope = 'my/scope'

/** The resource identifier (RFC 8707 §2, RFC 9728 §1.2): what `aud` must name. */
export function resourceOf(sandbox: Sandbox): string {
  return `${sandbox.base}/resserver`
}

/** The issuer that this server trusts, compared whole. */
export function issuerOf(sandbox: Sandbox): string {
  return `${sandbox.base}/authserver/oauth2`
}

/** Where the resource's metadata is: the well-known part comes first (RFC 9728 §3.1). */
export function metadataUrlOf(sandbox: Sandbox): string {
  return `${sandbox.origin}/.well-known/oauth-protected-resource${sandbox.prefix}/resserver`
}
