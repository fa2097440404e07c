import { shown } from '@oauth-lab/kit/check-detail.ts'
import { requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import type { Asked } from '../asked.ts'
import { responseModeNames, responseModes } from '../response-modes/response-modes.ts'
import type { ResponseType } from '../response-types/response-types.ts'

/** A response mode that the server knows (OAuth 2.0 Multiple Response Types §2.1). */
export function requireResponseMode(exchange: Exchange, { value }: Asked): void {
  const sent = value('response_mode')
  const known = sent === undefined || responseModeNames.includes(sent)
  requireThat(exchange, 'response-mode.supported', known, () => `It is ${shown(sent)}.`)
}

/** Tokens never stand in a query, which servers log and browsers tell others (OAuth 2.0 Multiple Response Types §3, §5). */
export function requireNoQuery(exchange: Exchange, { value }: Asked, type: ResponseType): void {
  if (!type.grantTypes.includes('implicit')) return
  const sent = value('response_mode')
  const isSafe = responseModes.find(({ name }) => name === sent)?.inQuery !== true
  requireThat(
    exchange,
    'response-mode.no-query',
    isSafe,
    () => `The response_type is ${type.name}.`,
  )
}
