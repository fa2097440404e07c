import { requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import type { Asked } from '../asked.ts'

/** The thumbprint of the key to which the code is to be bound, where one is named (RFC 9449 §10). */
export function requireDpopKey(exchange: Exchange, { value }: Asked): string | undefined {
  const jkt = value('dpop_jkt')
  if (jkt === undefined) return undefined
  const isDigest = /^[A-Za-z0-9_-]{43}$/.test(jkt)
  requireThat(exchange, 'dpop-jkt.form', isDigest, `It has ${jkt.length} characters.`)
  return jkt
}
