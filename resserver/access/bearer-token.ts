import type { FastifyRequest } from 'fastify'
import type { Checked } from '@oauth-lab/kit/checks.ts'
import type { SentToken } from '@oauth-lab/kit/proof/require-holder.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../checks.ts'

const credentials = /^(?<scheme>Bearer|DPoP)(?: +(?<token>.*))?$/i
const b64token = /^[A-Za-z0-9._~+/-]+=*$/

/**
 * The access token of a request: from the Authorization header (RFC 6750 §2.1, RFC 9449 §7.1) and nowhere else.
 * @throws Refusal when there is none, it is malformed, or it was sent in another way or twice
 */
export function readAccessToken(request: FastifyRequest): SentToken {
  const headers = headersOf(request)
  const header = headers.map((value) => credentials.exec(value.trim())).find(Boolean)
  const inQuery = holdsToken(request.query)
  const inBody = holdsToken(request.body)
  const methods = headers.length + (inQuery ? 1 : 0) + (inBody ? 1 : 0)

  requireThat(request, 'bearer.one-method', methods <= 1, `It came ${methods} times.`)
  requireThat(request, 'bearer.not-in-query', !inQuery)
  requireThat(request, 'bearer.not-in-body', !inBody)
  const other = headers.length > 0 ? 'has another scheme' : 'is missing'
  requireThat(request, 'bearer.present', header, `The Authorization header ${other}.`)
  const { scheme = '', token = '' } = header.groups ?? {}
  requireTokenForm(request, token)
  return { scheme: scheme.toLowerCase() === 'dpop' ? 'DPoP' : 'Bearer', token }
}

/** Requires that a text is one token (RFC 6750 §2.1). @throws Refusal (invalid_request) */
export function requireTokenForm(checked: Checked, token: string): void {
  const why = token === '' ? 'Nothing stands there.' : `It has ${token.length} characters.`
  requireThat(checked, 'bearer.form', b64token.test(token), why)
}

/** Every Authorization header: Node keeps the first only in `headers`. */
function headersOf(request: FastifyRequest): string[] {
  const { rawHeaders } = request.raw
  return rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]!.toLowerCase() === 'authorization',
  )
}

function holdsToken(parameters: unknown): boolean {
  return (
    typeof parameters === 'object' &&
    parameters !== null &&
    (parameters as Parameters)['access_token'] !== undefined
  )
}
