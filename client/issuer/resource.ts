import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'

/** The parameter that says for which resource server a token is asked (RFC 8707 §2). */
export function resourceOf({ authorizationServer }: Sandbox): { resource?: string } {
  const { resource } = authorizationServer
  return resource === undefined ? {} : { resource }
}
