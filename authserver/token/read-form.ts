import { repeated } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { mediaTypeOf } from '../http/media-type.ts'

/**
 * The form of a request: form-encoded, each parameter once (RFC 6749 §3.2).
 * @param repeatable fields of our own pages that stand for lists
 */
export function requireForm(exchange: Exchange, repeatable: string[] = []): Parameters {
  const form = requireFormBody(exchange)
  const twice = repeated(form).filter((name) => !repeatable.includes(name))
  requireThat(
    exchange,
    'request.parameters-once',
    twice.length === 0,
    `Sent more than once: ${twice.join(', ')}.`,
  )
  return form
}

/** The form as it came; what is repeated in it is for the caller to judge. */
export function requireFormBody(exchange: Exchange): Parameters {
  const type = mediaTypeOf(exchange.request)
  requireThat(exchange, 'request.form', type === 'application/x-www-form-urlencoded')
  return (exchange.request.body ?? {}) as Parameters
}
