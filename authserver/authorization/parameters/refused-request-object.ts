import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { decodeJwt } from 'jose'

/**
 * The parameters, with the `response_mode` that a request object alone says (OpenID Connect Core
 * §6.1). The server refuses such objects. A client that asked for form_post there expects the refusal
 * by form_post: the OpenID Foundation's suite fails a server that answers in the query. Nothing is
 * verified: whoever writes the object could as well have written the query.
 */
export function withModeOfRequestObject(parameters: Parameters): Parameters {
  const object = parameter(parameters, 'request')
  const mode = object === undefined ? undefined : claimsOf(object)['response_mode']
  return typeof mode === 'string' ? { response_mode: mode, ...parameters } : parameters
}

function claimsOf(object: string): Record<string, unknown> {
  try {
    return decodeJwt(object)
  } catch {
    return {}
  }
}
