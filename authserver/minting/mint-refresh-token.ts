import type { MintedToken } from '@oauth-lab/kit/admin/token-document.ts'
import { acrOf } from '../tokens/authentication.ts'
import { newGrant } from '../tokens/grants.ts'
import { issueRefreshToken } from '../tokens/issue-refresh-token.ts'
import type { Minting } from './minting.ts'

/** Makes a refresh token without a flow, of a grant of its own. One that is not stored nobody knows. */
export async function mintRefreshToken(minting: Minting): Promise<MintedToken> {
  const { exchange, user, scopes, issuedAt, wanted } = minting
  if (!wanted.store) return { token: exchange.sandbox.random.token(32) }
  const { expiresIn = exchange.configuration.refreshTokenLifetime } = wanted
  const authentication = { auth_time: issuedAt, amr: ['pwd'], acr: acrOf(['pwd']) }
  const clientId = exchange.client.id
  const granted = { clientId, user: user!, scopes, resources: [], authentication }
  const grantId = await newGrant(exchange, granted)
  const expiresAt = (issuedAt + expiresIn) * 1000
  return { token: await issueRefreshToken(exchange, grantId, scopes, expiresAt) }
}
