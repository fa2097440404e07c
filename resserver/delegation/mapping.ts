import type { FastifyRequest } from 'fastify'
import type { JWTPayload } from 'jose'
import type { Checked } from '@oauth-lab/kit/checks.ts'
import { runHook } from '@oauth-lab/kit/hooks/run-hook.ts'
import { LocalUser } from '@oauth-lab/kit/admin/local-user-document.ts'
import type { Introspection } from '../access/introspection.ts'
import type { UserInfo } from '../authorization-server/userinfo.ts'

export type { LocalUser } from '@oauth-lab/kit/admin/local-user-document.ts'

/** What is known of a token. */
export interface Known {
  /** Of a JWT, verified; null where introspection alone counts. */
  claims: JWTPayload | null
  introspection: Introspection | null
  /** Null when the token lacks the scope `openid`. */
  userInfo: UserInfo | null
}

/**
 * Derives a local user from what is known of a token.
 * @param claims of a JWT, verified; null for an opaque token
 * @param userInfo null when the token lacks the scope `openid`
 */
export type MappingHook = (
  claims: JWTPayload | null,
  introspection: Introspection | null,
  userInfo: UserInfo | null,
) => LocalUser | Promise<LocalUser>

/**
 * Runs a mapping hook.
 * @throws Refusal (500 server_error) when it throws, or returns what is no local user
 */
export function runMapping(
  exchange: Checked & { request: FastifyRequest },
  hook: MappingHook,
  { claims, introspection, userInfo }: Known,
): Promise<LocalUser> {
  return runHook(exchange, 'mapUser', LocalUser, () => hook(claims, introspection, userInfo))
}

/** Whom a token speaks for: introspection's word before the token's own. */
export function subjectOf({ claims, introspection }: Pick<Known, 'claims' | 'introspection'>) {
  return introspection?.sub ?? claims?.sub
}
