import type { SentToken, TokenScheme } from '@oauth-lab/kit/proof/require-holder.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { isForm } from '@oauth-lab/kit/http/media-type.ts'

/**
 * The access token of a request: by the scheme Bearer or DPoP, or from the body of a form (RFC 6750 §2.1, §2.2,
 * RFC 9449 §7.1).
 */
export function requireAccessToken(exchange: Exchange): SentToken {
  const { request } = exchange
  const query = (request.query ?? {}) as Parameters
  const form = (isForm(request) ? (request.body ?? {}) : {}) as Parameters
  const { authorization } = request.headers
  const header = bearerOf(authorization) ?? tokenBy('DPoP', authorization)
  const inForm = [form['access_token'] ?? []].flat().filter((one) => one !== '')
  const sent = header === undefined ? inForm : [header, ...inForm]
  requireThat(exchange, 'bearer.one-method', sent.length <= 1)
  requireThat(exchange, 'bearer.not-in-query', query['access_token'] === undefined)
  const [token] = sent
  requireThat(exchange, 'bearer.present', token !== undefined, () =>
    authorization === undefined
      ? 'Neither an Authorization header nor a form came.'
      : describeScheme(authorization, 'Bearer or DPoP'),
  )
  requireThat(exchange, 'bearer.form', b64token.test(token))
  return { scheme: schemeOfToken(authorization), token }
}

/** By which scheme a request carries its access token; one in a form is a bearer token. */
export function schemeOfToken(authorization: string | undefined): TokenScheme {
  return tokenBy('DPoP', authorization) === undefined ? 'Bearer' : 'DPoP'
}

const b64token = /^[A-Za-z0-9\-._~+/]+=*$/

/** What stands after `Bearer`, as it came; undefined where another scheme or none was used. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return tokenBy('Bearer', authorization)
}

function tokenBy(scheme: TokenScheme, authorization = ''): string | undefined {
  const [, said, token = ''] = /^(\w+)(?: +(.*))?$/.exec(authorization) ?? []
  return said?.toLowerCase() === scheme.toLowerCase() ? token : undefined
}

/** Why an `Authorization` header is as good as none (RFC 6750 §3.1). */
export function describeScheme(authorization: string, wanted = 'Bearer'): string {
  return `The scheme of the Authorization header is ${schemeOf(authorization)}, not ${wanted}.`
}

/** The first word, which is no secret where credentials follow it. */
function schemeOf(authorization: string): string {
  return /^([A-Za-z][\w-]*) /.exec(authorization)?.[1] ?? 'missing'
}
