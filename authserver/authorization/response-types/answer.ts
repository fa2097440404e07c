import { letPass } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import type { HookUser } from '../../hooks/hooks.ts'
import { audienceOf } from '../../resources/require-resources.ts'
import { claimsWished } from '../../scopes/asked-claims.ts'
import { scopeMember } from '../../scopes/scope-list.ts'
import { claimsFor } from '../../scopes/scopes.ts'
import { countTokens } from '../../token/count-tokens.ts'
import type { ClientExchange } from '../../token/token-exchange.ts'
import type { Authentication } from '../../tokens/authentication.ts'
import { newGrant } from '../../tokens/grants.ts'
import { additionsOf, issueAccessToken } from '../../tokens/issue-access-token.ts'
import type { AccessToken } from '../../tokens/issue-access-token.ts'
import { issueIdToken } from '../../tokens/issue-id-token.ts'
import type { AuthorizationRequest } from '../authorization-request.ts'
import { requireClient } from '../require-client.ts'
import { requireOpenId } from '../rules/response-type.ts'
import { issueCode } from './code.ts'
import { findResponseType } from './response-types.ts'

/** What the user allowed. */
interface Allowed {
  user: HookUser
  scopes: string[]
  authentication: Authentication
}

/**
 * The members of an authorization response: what its response type issues (RFC 6749 §4.1.2, §4.2.2;
 * OpenID Connect Core §3.1.2.5, §3.2.2.5, §3.3.2.5). Code and access token stand on one grant.
 */
export async function answerFor(
  exchange: Exchange,
  wanted: AuthorizationRequest,
  allowed: Allowed,
): Promise<Record<string, string>> {
  const { clientId, resources, claims, details, responseType } = wanted
  const { parts } = findResponseType(responseType)!
  const grants = parts.includes('code') || parts.includes('token')
  // Without its code or token a grant is good for nothing, so the two need no transaction.
  const grantId = grants
    ? await newGrant(exchange, { clientId, resources, claims, details, ...allowed })
    : undefined
  const code =
    grantId !== undefined && parts.includes('code')
      ? await issueCode(exchange, wanted, grantId)
      : undefined
  if (!parts.includes('token') && !parts.includes('id_token')) return { ...(code && { code }) }
  const issuing = { ...exchange, client: await requireClient(exchange, clientId) }
  const issued =
    grantId !== undefined && parts.includes('token')
      ? await issueToken(issuing, wanted, allowed, grantId)
      : undefined
  const idToken = parts.includes('id_token')
    ? await issueFrontIdToken(issuing, wanted, allowed, { code, issued })
    : undefined
  const answer = {
    ...(code && { code }),
    ...(issued && {
      access_token: issued.token,
      token_type: 'Bearer',
      expires_in: String(issued.expiresIn),
      ...scopeMember(allowed.scopes),
    }),
    ...(idToken && { id_token: idToken }),
  }
  countTokens(exchange, 'implicit', answer)
  return answer
}

/** An access token that the browser carries, which only a setting allows (RFC 9700 §2.1.2). */
async function issueToken(
  exchange: ClientExchange,
  { resources, claims, details }: AuthorizationRequest,
  { user, scopes, authentication }: Allowed,
  grantId: string,
): Promise<AccessToken> {
  letPass(exchange, 'response-type.no-token', 'The setting supportedResponseTypes names it.')
  return issueAccessToken(exchange, {
    grantType: 'implicit',
    user,
    scopes,
    audience: audienceOf(exchange, resources),
    grantId,
    authentication,
    userInfoClaims: claims?.userinfo,
    details,
  })
}

/** The ID token beside them; where it comes alone it says what UserInfo would (OpenID Connect Core §5.4). */
async function issueFrontIdToken(
  exchange: ClientExchange,
  { nonce, state, claims, responseType }: AuthorizationRequest,
  { user, scopes, authentication }: Allowed,
  { code, issued }: { code: string | undefined; issued: AccessToken | undefined },
): Promise<string> {
  requireOpenId(exchange, scopes)
  const { scopeClaims } = exchange.configuration
  const context = { grantType: 'implicit', user, scopes, audience: [], authentication }
  const { idToken: added, idTokenHeader } =
    issued?.additions ?? (await additionsOf(exchange, context))
  return issueIdToken(exchange, {
    sub: user.sub,
    nonce: nonce ?? null,
    authentication,
    ...(issued && { accessToken: issued.token }),
    ...(code !== undefined && { code, state }),
    claims: {
      ...(responseType === 'id_token' && claimsFor(scopes, user.claims, scopeClaims)),
      ...claimsWished(claims?.id_token, user.claims),
      ...added,
    },
    header: idTokenHeader,
  })
}
