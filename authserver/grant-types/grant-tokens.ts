import { detailsFor } from '../authorization-details/authorization-detail.ts'
import type { AuthorizationDetail } from '../authorization-details/authorization-detail.ts'
import { requireThat } from '../checks.ts'
import { audienceOf } from '../resources/require-resources.ts'
import { claimsWished } from '../scopes/asked-claims.ts'
import type { Grant } from '../tokens/grants.ts'
import { issueAccessToken } from '../tokens/issue-access-token.ts'
import { issueIdToken } from '../tokens/issue-id-token.ts'
import { endOf, issueRefreshToken, mayRefresh } from '../tokens/issue-refresh-token.ts'
import { tokenResponse } from '../token/token-response.ts'
import type { TokenResponse } from '../token/token-response.ts'
import type { TokenExchange } from '../token/token-exchange.ts'

export interface GrantTokens {
  grantType: string
  grant: Grant
  /** At most the grant's. */
  scopes: readonly string[]
  /** Some of the grant's resources (RFC 8707 §2.2); all of them unless told. */
  audience?: readonly string[]
  /** At most the grant's (RFC 9396 §6); all of them unless told. */
  details?: readonly AuthorizationDetail[]
  nonce: string | null
  /**
   * Scopes of the refresh token: those of the grant, also when this access token has fewer. Undefined where the client
   * keeps the one that it has.
   */
  refreshScopes: readonly string[] | undefined
  /** Of the backchannel request whose client is sent the tokens (CIBA Core §10.3.1). */
  pushedFor?: string
}

/** Issues the tokens of a user's grant: access, refresh where the policy gives one, ID for openid. */
export async function issueGrantTokens(
  exchange: TokenExchange,
  {
    grantType,
    grant,
    scopes,
    audience = audienceOf(exchange, grant.resources),
    details: allowed = grant.details,
    nonce,
    refreshScopes,
    pushedFor: authReqId,
  }: GrantTokens,
): Promise<TokenResponse> {
  const { configuration, client } = exchange
  const details = detailsFor(audience, allowed, grant.resources)
  const { user, authentication, askedClaims } = grant
  requireThat(exchange, 'grant.user', user !== undefined)
  const issued = await issueAccessToken(exchange, {
    grantType,
    user,
    scopes,
    audience,
    grantId: grant.id,
    authentication,
    details,
    userInfoClaims: askedClaims?.userinfo,
  })
  const response = tokenResponse(issued, scopes, details)
  if (refreshScopes && mayRefresh(configuration, client, refreshScopes)) {
    response.refresh_token = await issueRefreshToken(
      exchange,
      grant.id,
      refreshScopes,
      endOf(exchange, grant.createdAt),
    )
  }
  if (scopes.includes('openid')) {
    response.id_token = await issueIdToken(exchange, {
      sub: user.sub,
      nonce,
      authentication,
      accessToken: issued.token,
      pushed:
        authReqId === undefined ? undefined : { authReqId, refreshToken: response.refresh_token },
      claims: {
        ...claimsWished(askedClaims?.id_token, user.claims),
        ...issued.additions.idToken,
      },
      header: issued.additions.idTokenHeader,
    })
  }
  return response
}
