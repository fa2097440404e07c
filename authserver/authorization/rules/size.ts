import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'

/** All parameters, form-encoded; the answer repeats some, and must fit in a header. Bytes. */
const largest = 16 * 1024

/** A request that the server is willing to keep (RFC 9110 §2.3). */
export function requireSize(exchange: Exchange, parameters: Parameters): void {
  // A character of an address takes three at most: of most requests no more need be known.
  const { method, url } = exchange.request
  const size = method === 'GET' && url.length * 3 <= largest ? 0 : encodedSize(parameters)
  requireThat(exchange, 'authorization.size', size <= largest, () => `They take ${size} bytes.`)
}

function encodedSize(parameters: Parameters): number {
  return new URLSearchParams(parameters as Record<string, string>).toString().length
}
