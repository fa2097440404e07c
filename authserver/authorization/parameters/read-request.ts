import { parameter, repeated } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import { readJwt } from '../../signatures/verify-signature.ts'
import { sentTwice } from '../rules/parameters-once.ts'
import { requireSize } from '../rules/size.ts'
import { fetchRequestObject } from './fetch-request-object.ts'
import { isPushed, takePushed } from './pushed.ts'
import type { SentRequest } from './request.ts'
import { parametersOf, requireRequestObject } from './request-object.ts'

/** What decides where an answer goes, and which way the parameters come. */
const once = ['client_id', 'redirect_uri', 'request', 'request_uri']

/**
 * The authorization request: its parameters as they are, in a request object by value or at a registered
 * address (RFC 9101), or pushed before (RFC 9126). What fails here is shown on our own page.
 */
export async function readRequest(exchange: Exchange, sent: Parameters): Promise<SentRequest> {
  requireSize(exchange, sent)
  const unclear = repeated(sent).filter((name) => once.includes(name))
  requireThat(exchange, 'authorization.address-once', unclear.length === 0, sentTwice(unclear))
  const object = parameter(sent, 'request')
  const uri = parameter(sent, 'request_uri')
  if (object === undefined && isPushed(uri)) return takePushed(exchange, sent, uri)
  return {
    visible: object === undefined ? sent : { ...sent, ...visibleOf(object) },
    outside: sent,
    pushed: undefined,
    async require(client) {
      if (object === undefined && uri === undefined) return { parameters: sent, signed: false }
      const isOne = object === undefined || uri === undefined
      requireThat(exchange, 'request-object.one-way', isOne)
      const text = object ?? (await fetchRequestObject(exchange, client, uri!))
      return requireRequestObject(exchange, client, text)
    },
  }
}

/** Nothing is verified: whoever writes the object could as well have written the query. */
function visibleOf(object: string): Parameters {
  const { client_id: _, ...visible } = parametersOf(readJwt(object)?.claims ?? {})
  return visible
}
