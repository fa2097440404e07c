import type { JWTPayload } from 'jose'
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

/** A mapping hook threw, or returned something that is no local user. */
export class HookFailed extends Error {
  override name = 'HookFailed'
}

/**
 * Runs a mapping hook and checks what it returns.
 * @throws HookFailed
 */
export async function runMapping(
  hook: MappingHook,
  { claims, introspection, userInfo }: Known,
): Promise<LocalUser> {
  let returned: unknown
  try {
    returned = await hook(claims, introspection, userInfo)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new HookFailed(`The mapping hook mapUser failed: ${reason}`, { cause: error })
  }
  const read = LocalUser.safeParse(returned)
  if (read.success) return read.data
  const problems = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new HookFailed(`The mapping hook mapUser returned no local user: ${problems.join('; ')}.`)
}

/** Whom a token speaks for: introspection's word before the token's own. */
export function subjectOf({ claims, introspection }: Pick<Known, 'claims' | 'introspection'>) {
  return introspection?.sub ?? claims?.sub
}
