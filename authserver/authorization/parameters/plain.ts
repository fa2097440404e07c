import type { Parameters } from '@oauth-lab/kit/form.ts'
import type { Exchange } from '../../exchange.ts'
import { requireFormBody } from '../../token/read-form.ts'

/** The parameters as they stand in the query or, for POST, in the form (RFC 6749 §3.1). */
export function plainParameters(exchange: Exchange): Parameters {
  const { method, query } = exchange.request
  return method === 'POST' ? requireFormBody(exchange) : (query as Parameters)
}
