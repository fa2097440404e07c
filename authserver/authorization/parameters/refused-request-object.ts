import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { decodeJwt } from 'jose'

/**
 * How the client wants its answer, where only a request object says so (OpenID Connect Core §6.1). The
 * server refuses such objects, and the refusal shall reach the client as it expects it. Nothing is
 * verified: whoever writes the object could as well have written the query.
 */
export function withRefusedRequestObject(parameters: Parameters): Parameters {
  const object = parameter(parameters, 'request')
  if (object === undefined) return parameters
  const claims = claimsOf(object)
  const wanted = ['response_mode', 'state']
  const said = wanted.filter((name) => typeof claims[name] === 'string')
  return {
    ...Object.fromEntries(said.map((name) => [name, claims[name] as string])),
    ...parameters,
  }
}

function claimsOf(object: string): Record<string, unknown> {
  try {
    return decodeJwt(object)
  } catch {
    return {}
  }
}
