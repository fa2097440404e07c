import { requireThat } from '../../checks.ts'
import type { Client } from '../../clients/client.ts'
import type { Exchange } from '../../exchange.ts'
import { readAskedClaims } from '../../scopes/asked-claims.ts'
import type { AskedClaims } from '../../scopes/asked-claims.ts'
import { otherSubject, subjectMeant } from '../../users/pairwise-subjects.ts'
import type { Asked } from '../asked.ts'

/** The claims that a request names (OpenID Connect Core §5.5). */
export function requireClaims(exchange: Exchange, { value }: Asked): AskedClaims | undefined {
  const text = value('claims')
  if (text === undefined) return undefined
  const claims = readAskedClaims(text)
  requireThat(exchange, 'claims.form', claims)
  return claims
}

/**
 * Whom the request is about: the user of the `id_token_hint`, or of a `sub` with a value (OpenID Connect Core
 * §5.5.1). Where it names both they are one.
 */
export async function requireOneSubject(
  exchange: Exchange,
  client: Client,
  hinted: string | undefined,
  claims: AskedClaims | undefined,
): Promise<string | undefined> {
  const { value } = claims?.id_token['sub'] ?? {}
  const asked = typeof value === 'string' ? await subjectMeant(exchange, client, value) : undefined
  const isOne = hinted === undefined || asked === undefined || hinted === asked
  requireThat(exchange, 'claims.subject', isOne, () =>
    otherSubject(client, hinted ?? 'anybody', asked),
  )
  return hinted ?? asked
}
