import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { mediaTypeOf } from './media-type.ts'

/** The bearer token of a request, from the header or the body of a form (RFC 6750 §2.1, §2.2). */
export function requireBearerToken(exchange: Exchange): string {
  const query = (exchange.request.query ?? {}) as Parameters
  const isForm = mediaTypeOf(exchange.request) === 'application/x-www-form-urlencoded'
  const form = (isForm ? exchange.request.body : undefined) as Parameters | undefined
  const header = /^Bearer +([A-Za-z0-9\-._~+/]+=*)$/i.exec(
    exchange.request.headers.authorization ?? '',
  )?.[1]
  const body = form?.['access_token']
  const once = !(header !== undefined && body !== undefined) && !Array.isArray(body)
  requireThat(exchange, 'bearer.one-method', once)
  requireThat(exchange, 'bearer.not-in-query', query['access_token'] === undefined)
  const token = header ?? (form && parameter(form, 'access_token'))
  requireThat(exchange, 'bearer.present', token !== undefined)
  return token
}
