import { shown } from '@oauth-lab/kit/check-detail.ts'
import { requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import type { Asked } from '../asked.ts'

/** The oldest sign-in that will do, seconds: of the request, else of the client (OpenID Connect Core §3.1.2.1). */
export function requireMaxAge(exchange: Exchange, { value, client }: Asked): number | undefined {
  const age = value('max_age') ?? client.metadata.default_max_age?.toString()
  const isNumber = age === undefined || /^\d{1,9}$/.test(age)
  requireThat(exchange, 'max-age.number', isNumber, () => `It is ${shown(age)}.`)
  return age === undefined ? undefined : Number(age)
}
