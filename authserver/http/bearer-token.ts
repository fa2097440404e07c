import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { isForm } from './media-type.ts'

/** The bearer token of a request, from the header or the body of a form (RFC 6750 §2.1, §2.2). */
export function requireBearerToken(exchange: Exchange): string {
  const { request } = exchange
  const query = (request.query ?? {}) as Parameters
  const form = (isForm(request) ? (request.body ?? {}) : {}) as Parameters
  const { authorization } = request.headers
  const header = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(authorization ?? '')?.[1]
  const sent = [header ?? [], form['access_token'] ?? []].flat().filter((one) => one !== '')
  requireThat(exchange, 'bearer.one-method', sent.length <= 1)
  requireThat(exchange, 'bearer.not-in-query', query['access_token'] === undefined)
  const [token] = sent
  requireThat(exchange, 'bearer.present', token !== undefined, () =>
    authorization === undefined
      ? 'Neither an Authorization header nor a form came.'
      : `The Authorization header holds no bearer token; its scheme is ${schemeOf(authorization)}.`,
  )
  return token
}

/** The first word, which is no secret where credentials follow it. */
function schemeOf(authorization: string): string {
  return /^([A-Za-z][\w-]*) /.exec(authorization)?.[1] ?? 'missing'
}
