import { expected } from '@oauth-lab/kit/check-detail.ts'
import { repeated } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { isForm, mediaTypeOf } from '@oauth-lab/kit/http/media-type.ts'

/**
 * The form of a request: form-encoded, each parameter once (RFC 6749 §3.2).
 * @param lists parameters that may come several times
 */
export function requireForm(exchange: Exchange, lists: readonly string[] = []): Parameters {
  const form = requireFormBody(exchange)
  requireOnce(exchange, form, lists)
  return form
}

/** Each parameter once, but for lists. */
export function requireOnce(
  exchange: Exchange,
  form: Parameters,
  lists: readonly string[] = [],
): void {
  const twice = repeated(form).filter((name) => !lists.includes(name))
  requireThat(
    exchange,
    'request.parameters-once',
    twice.length === 0,
    () => `Sent more than once: ${twice.join(', ')}.`,
  )
}

/** The form as it came; what is repeated in it is for the caller to judge. */
export function requireFormBody(exchange: Exchange): Parameters {
  const { request } = exchange
  requireThat(exchange, 'request.form', isForm(request), () =>
    expected('application/x-www-form-urlencoded', mediaTypeOf(request)),
  )
  return (request.body ?? {}) as Parameters
}
