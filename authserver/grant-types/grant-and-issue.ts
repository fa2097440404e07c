import type { HookUser } from '../hooks/hooks.ts'
import { newGrant } from '../tokens/grants.ts'
import type { Authentication } from '../tokens/authentication.ts'
import type { TokenExchange } from '../token/token-exchange.ts'
import type { TokenResponse } from '../token/token-response.ts'
import { issueGrantTokens } from './grant-tokens.ts'

/** Stores a grant of a user who has just signed in, and issues its tokens. */
export async function grantAndIssue(
  exchange: TokenExchange,
  granted: {
    grantType: string
    user: HookUser
    scopes: readonly string[]
    resources: string[]
    authentication: Authentication
  },
): Promise<TokenResponse> {
  const { grantType, user, scopes, resources, authentication } = granted
  const clientId = exchange.client.id
  const id = await newGrant(exchange, { clientId, user, scopes, resources, authentication })
  const createdAt = exchange.sandbox.clock.now()
  const grant = {
    id,
    createdAt,
    clientId,
    resources,
    authentication,
    details: [],
    user,
    isLive: true,
  }
  return issueGrantTokens(exchange, {
    grantType,
    grant,
    scopes,
    nonce: null,
    refreshScopes: scopes,
  })
}
