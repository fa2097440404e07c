import { shown } from '@oauth-lab/kit/check-detail.ts'
import { requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import type { Asked } from '../asked.ts'
import { responseModes } from '../response-modes/response-modes.ts'

/** A response mode that the server knows (OAuth 2.0 Multiple Response Types §2.1). */
export function requireResponseMode(exchange: Exchange, { value }: Asked): void {
  const sent = value('response_mode')
  const known = sent === undefined || responseModes.some(({ name }) => name === sent)
  requireThat(exchange, 'response-mode.supported', known, () => `It is ${shown(sent)}.`)
}
