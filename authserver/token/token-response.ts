import { detailsMember } from '../authorization-details/authorization-detail.ts'
import type { AuthorizationDetail } from '../authorization-details/authorization-detail.ts'
import { scopeMember } from '../scopes/scope-list.ts'
import { tokenTypeOf } from '../proof/confirmation.ts'
import type { AccessToken } from '../tokens/issue-access-token.ts'

/** A successful token response (RFC 6749 §5.1). */
export interface TokenResponse {
  access_token: string
  /** `N_A`: what was issued is no access token (RFC 8693 §2.2.1). */
  token_type: 'Bearer' | 'DPoP' | 'N_A'
  expires_in: number
  /** Absent when none was granted. */
  scope?: string
  /** Those of the access token (RFC 9396 §7). */
  authorization_details?: readonly AuthorizationDetail[]
  refresh_token?: string
  id_token?: string
  [property: string]: unknown
}

/** The response that every grant type gives for an access token. */
export function tokenResponse(
  { token, expiresIn, additions, confirmation }: AccessToken,
  scopes: readonly string[],
  details?: readonly AuthorizationDetail[],
): TokenResponse {
  return {
    ...additions.response,
    access_token: token,
    token_type: tokenTypeOf(confirmation),
    expires_in: expiresIn,
    ...scopeMember(scopes),
    ...detailsMember(details),
  }
}
