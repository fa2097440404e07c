import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { mediaTypeOf } from '@oauth-lab/kit/http/media-type.ts'
import { isObject } from '@oauth-lab/kit/is-object.ts'

/** The client metadata of a request: a JSON object, sent as such (RFC 7591 §3.1). */
export function requireDocument(exchange: Exchange): Record<string, unknown> {
  const { request } = exchange
  const type = mediaTypeOf(request)
  requireThat(
    exchange,
    'registration.media-type',
    type === 'application/json',
    `The Content-Type is ${type ?? 'missing'}.`,
  )
  const { body, sentBody } = request
  const found = body === undefined ? (sentBody ? 'not JSON' : 'empty') : 'another JSON value'
  requireThat(exchange, 'registration.object', isObject(body), `The body is ${found}.`)
  return body
}
