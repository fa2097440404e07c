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
  authentication: Authentication | null
  /** Claims that its request named for UserInfo (OpenID Connect Core §5.5). */
  userInfoClaims?: Wishes | undefined
}
