import type { JWTPayload } from 'jose'
import { z } from 'zod'
import type { Introspection } from '../access/introspection.ts'
import type { UserInfo } from '../authorization-server/userinfo.ts'

const LocalUser = z.object({
  username: z.string().min(1),
  roles: z.array(z.string()),
  attributes: z.record(z.string(), z.unknown()),
})

/** The user of this server as whom a delegated request runs. */
export type LocalUser = z.output<typeof LocalUser>

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

/** What the resource server knows a user by: `OAuth2` and the subject. */
export const mapUser: MappingHook = (claims, introspection, userInfo) => {
  const { sub: _sub, roles: _roles, ...attributes } = (userInfo ?? {}) as Record<string, unknown>
  return {
    username: `OAuth2${subjectOf(claims, introspection) ?? ''}`,
    roles: rolesOf([claims, introspection, userInfo]),
    attributes,
  }
}

/**
 * Runs a mapping hook and checks what it returns.
 * @throws Error when the hook throws, or returns something that is no local user
 */
export async function runMapping(
  hook: MappingHook,
  ...known: Parameters<MappingHook>
): Promise<LocalUser> {
  const read = LocalUser.safeParse(await hook(...known))
  if (read.success) return read.data
  throw new Error(`The mapping hook mapUser returned no local user: ${read.error.message}`)
}

/** Whom a token speaks for: introspection's word before the token's own. */
export function subjectOf(
  claims: JWTPayload | null,
  introspection: Introspection | null,
): string | undefined {
  return introspection?.sub ?? claims?.sub
}

/** `reader` for everybody; `administrator` for who has it in a `roles` claim (RFC 9068 §2.2.3.1). */
function rolesOf(sources: (Record<string, unknown> | null)[]): string[] {
  const told = sources.flatMap((source) => [source?.['roles']].flat())
  return told.some((role) => valueOf(role) === 'administrator')
    ? ['reader', 'administrator']
    : ['reader']
}

/** A role is a string, or SCIM's object with a `value` (RFC 7643 §4.1.2). */
function valueOf(role: unknown): unknown {
  return typeof role === 'object' && role !== null ? (role as { value?: unknown }).value : role
}
