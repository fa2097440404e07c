import { expected, shownList } from '@oauth-lab/kit/check-detail.ts'
import { check, requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import type { Asked } from '../asked.ts'
import { responseTypes } from '../response-types/response-types.ts'
import type { ResponseType } from '../response-types/response-types.ts'

/** A response type that the server offers and the client may use (RFC 6749 §3.1.1, §4.1.2.1). */
export function requireResponseType(exchange: Exchange, { value, client }: Asked): ResponseType {
  const sent = value('response_type')
  requireThat(exchange, 'response-type.present', sent !== undefined)
  const type = responseTypes.find(({ name }) => name === sent)
  const names = responseTypes.map(({ name }) => name).join(' or ')
  requireThat(exchange, 'response-type.supported', type, () => expected(names, sent))
  const { supportedGrantTypes } = exchange.configuration
  const offered = supportedGrantTypes.includes(type.grantType)
  requireThat(exchange, 'authorization.code-offered', offered, () => only(supportedGrantTypes))
  const { grant_types: registered } = client.metadata
  const allowed = registered.includes(type.grantType)
  check(exchange, 'authorization.code-allowed', allowed, () => only(registered))
  return type
}

function only(grantTypes: readonly string[]): string {
  return `It names ${shownList(grantTypes, ', ')}.`
}
