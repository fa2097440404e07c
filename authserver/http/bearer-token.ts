import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { isForm } from '@oauth-lab/kit/http/media-type.ts'

/** The bearer token of a request, from the header or the body of a form (RFC 6750 §2.1, §2.2). */
export function requireBearerToken(exchange: Exchange): string {
  const { request } = exchange
  const query = (request.query ?? {}) as Parameters
  const form = (isForm(request) ? (request.body ?? {}) : {}) as Parameters
  const { authorization } = request.headers
  const header = bearerOf(authorization)
  const inForm = [form['access_token'] ?? []].flat().filter((one) => one !== '')
  const sent = header === undefined ? inForm : [header, ...inForm]
  requireThat(exchange, 'bearer.one-method', sent.length <= 1)
  requireThat(exchange, 'bearer.not-in-query', query['access_token'] === undefined)
  const [token] = sent
  requireThat(exchange, 'bearer.present', token !== undefined, () =>
    authorization === undefined
      ? 'Neither an Authorization header nor a form came.'
      : describeScheme(authorization),
  )
  requireThat(exchange, 'bearer.form', b64token.test(token))
  return token
}

const b64token = /^[A-Za-z0-9\-._~+/]+=*$/

/** What stands after `Bearer`, as it came; undefined where another scheme or none was used. */
export function bearerOf(authorization = ''): string | undefined {
  const found = /^Bearer(?: +(.*))?$/i.exec(authorization)
  return found === null ? undefined : (found[1] ?? '')
}

/** Why an `Authorization` header is as good as none (RFC 6750 §3.1). */
export function describeScheme(authorization: string): string {
  return `The scheme of the Authorization header is ${schemeOf(authorization)}, not Bearer.`
}

/** The first word, which is no secret where credentials follow it. */
function schemeOf(authorization: string): string {
  return /^([A-Za-z][\w-]*) /.exec(authorization)?.[1] ?? 'missing'
}
