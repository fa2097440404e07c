import { requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import { verifyIdTokenHint } from '../../tokens/verify-id-token-hint.ts'
import type { Asked } from '../asked.ts'

/** The subject that the `id_token_hint` names (OpenID Connect Core §3.1.2.1). */
export async function requireHintedSubject(
  exchange: Exchange,
  { value }: Asked,
): Promise<string | undefined> {
  const hint = value('id_token_hint')
  if (hint === undefined) return undefined
  const hinted = await verifyIdTokenHint(exchange, hint)
  requireThat(exchange, 'id-token-hint.valid', hinted !== undefined)
  return hinted.sub
}
