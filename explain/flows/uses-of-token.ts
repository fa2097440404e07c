import type { Exchange } from '../exchange/exchange.ts'
import { valueOf } from '../exchange/field.ts'
import { readJwt } from '../exchange/jwt.ts'
import { accessTokenOf } from '../recording/bearer-token.ts'

/**
 * The exchanges in which a token was issued, shown, asked about or revoked, in their order.
 * @param jti its id: the claim of a JWT (RFC 7519 §4.1.7), or what an introspection says (RFC 7662 §2.2)
 */
export function usesOfToken<Seen extends Exchange>(
  exchanges: readonly Seen[],
  jti: string,
): Seen[] {
  const values = new Set<string>()
  for (const exchange of exchanges) {
    for (const token of tokensOf(exchange)) {
      if (readJwt(token)?.claims['jti'] === jti) values.add(token)
    }
    const asked = valueOf(exchange.form, 'token')
    if (asked !== undefined && exchange.responseJson?.['jti'] === jti) values.add(asked)
  }
  return exchanges.filter((exchange) => tokensOf(exchange).some((token) => values.has(token)))
}

function tokensOf(exchange: Exchange): string[] {
  const { form, fragment, responseJson } = exchange
  const issued = responseJson?.['access_token']
  const said = [
    accessTokenOf(exchange),
    valueOf(form, 'token'),
    valueOf(form, 'subject_token'),
    valueOf(fragment, 'access_token'),
    typeof issued === 'string' ? issued : undefined,
  ]
  return said.filter((one) => one !== undefined)
}
