import type { z } from 'zod'
import type { JwtDocument } from '@oauth-lab/kit/admin/jwt-document.ts'
import type { Exchange } from '../exchange.ts'
import { known, mintJwt } from './mint-jwt.ts'
import { tokenKey } from '../tokens/token-key.ts'

/**
 * Makes a JWT that stands for another one. It is known like that one: where that is an access token of
 * the server, this one is introspected and revoked alike.
 */
export async function signInstead(
  exchange: Exchange,
  { instead, header, keyHeader, claims, signedBy }: z.output<typeof JwtDocument>,
): Promise<string> {
  const { sandbox, configuration } = exchange
  const algorithm = known(headerOf(instead)['alg']) ?? configuration.signingAlgorithm
  const exp = typeof claims['exp'] === 'number' ? claims['exp'] : sandbox.clock.seconds()
  const wanted = { algorithm, head: header, claims, header: keyHeader, signedBy, exp }
  const { token } = await mintJwt(exchange, wanted)
  await storeAlike(exchange, instead, token)
  return token
}

async function storeAlike({ server, sandbox }: Exchange, former: string, token: string) {
  const row = await server.db
    .selectFrom('access_tokens')
    .selectAll()
    .where('sandbox', '=', sandbox.id)
    .where('token_hash', '=', tokenKey(former))
    .executeTakeFirst()
  if (row === undefined) return
  await server.db
    .insertInto('access_tokens')
    .values({ ...row, token_hash: tokenKey(token) })
    // Signed again in the same way, it may be the same token.
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

function headerOf(token: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split('.', 1)[0]!, 'base64url').toString()) as Record<
      string,
      unknown
    >
  } catch {
    return {}
  }
}
