import type { MintedToken } from '@oauth-lab/kit/admin/token-document.ts'
import type { Exchange } from '../exchange.ts'
import { readScopes } from '../scopes/scope-list.ts'
import { mintAccessToken } from './mint-access-token.ts'
import { mintIdToken } from './mint-id-token.ts'
import { mintRefreshToken } from './mint-refresh-token.ts'
import { requireParties } from './require-parties.ts'
import type { Minting, WantedToken } from './minting.ts'

const makers = {
  access_token: mintAccessToken,
  id_token: mintIdToken,
  refresh_token: mintRefreshToken,
} as const satisfies Record<WantedToken['type'], (minting: Minting) => Promise<MintedToken>>

/**
 * Makes a token without a flow.
 * @throws ConfigurationError when client or user is unknown, or something is asked for that such a token
 *   does not have
 */
export async function mintToken(exchange: Exchange, wanted: WantedToken): Promise<MintedToken> {
  const { client, user } = await requireParties(exchange, wanted)
  const { issuedAt: at } = wanted
  return makers[wanted.type]({
    exchange: { ...exchange, client },
    user,
    scopes: readScopes(wanted.scope ?? ''),
    issuedAt:
      at === undefined ? exchange.sandbox.clock.seconds() : Math.floor(Date.parse(at) / 1000),
    wanted,
  })
}
