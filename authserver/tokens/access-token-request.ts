import type { AuthorizationDetail } from '../authorization-details/authorization-detail.ts'
import type { HookUser } from '../hooks/hooks.ts'
import type { Wishes } from '../scopes/asked-claims.ts'
import type { Authentication } from './authentication.ts'

/** What an access token is to say. */
export interface AccessTokenRequest {
  grantType: string
  /** Null for a client's own token. */
  user: HookUser | null
  scopes: readonly string[]
  audience: readonly string[]
  grantId: string | null
  /** Whom it is about where that is neither the user nor the client that gets it (RFC 8693 §1.1). */
  subject?: string
  /** Who acts for the subject (RFC 8693 §4.1). */
  act?: unknown
  /** Seconds; as configured unless told. */
  expiresIn?: number
  authentication: Authentication | null
  /** Claims that a trusted issuer vouches for. */
  vouched?: Readonly<Record<string, unknown>>
  /** What it allows in detail (RFC 9396 §9). */
  details?: readonly AuthorizationDetail[] | undefined
  /** Claims that its request named for UserInfo (OpenID Connect Core §5.5). */
  userInfoClaims?: Wishes | undefined
}
