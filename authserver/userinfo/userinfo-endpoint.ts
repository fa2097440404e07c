import { expected } from '@oauth-lab/kit/check-detail.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { requireBearerToken } from '../http/bearer-token.ts'
import { explainDeadToken } from '../tokens/explain-dead-token.ts'
import { findLiveAccessToken } from '../tokens/find-access-token.ts'
import { findSubject, readUser } from '../users/users.ts'

/** Which claims a scope asks for (OpenID Connect Core §5.4). */
const claimsOfScope: Readonly<Record<string, readonly string[]>> = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
}

/** UserInfo (OpenID Connect Core §5.3), GET and POST, for any live access token with `openid`. */
export async function userInfo(exchange: Exchange): Promise<object> {
  const token = requireBearerToken(exchange)
  const row = await findLiveAccessToken(exchange.server.db, exchange.sandbox, token)
  const dead = row === undefined ? await explainDeadToken(exchange, token) : undefined
  requireThat(exchange, 'bearer.live', row !== undefined, dead)
  const scopes = row.scope.split(' ')
  const isOpenId = scopes.includes('openid')
  requireThat(exchange, 'userinfo.openid-scope', isOpenId, () => expected('openid', row.scope))
  const found = await findSubject(exchange.server.db, exchange.sandbox, row.sub)
  requireThat(exchange, 'userinfo.user', found !== undefined)
  const user = readUser(found)
  const wanted = scopes.flatMap((scope) =>
    Object.hasOwn(claimsOfScope, scope) ? claimsOfScope[scope]! : [],
  )
  const claims = Object.fromEntries(
    wanted
      .filter((name) => Object.hasOwn(user.claims, name))
      .map((name) => [name, user.claims[name]]),
  )
  const { userInfo } = JSON.parse(row.claims) as { userInfo?: object }
  exchange.reply.header('cache-control', 'no-store')
  return { ...userInfo, ...claims, sub: user.sub }
}
