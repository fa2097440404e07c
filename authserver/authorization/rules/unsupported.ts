import { requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import type { Asked } from '../asked.ts'

/** What this server does not take is refused by its own error (OpenID Connect Core §7.2.1). */
export function requireSupportedParameters(exchange: Exchange, { value }: Asked): void {
  requireThat(exchange, 'registration-parameter.absent', value('registration') === undefined)
}
