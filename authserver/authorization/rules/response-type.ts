import { expected, shown, shownList } from '@oauth-lab/kit/check-detail.ts'
import { check, requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import { readScopes } from '../../scopes/scope-list.ts'
import type { Asked } from '../asked.ts'
import { findResponseType, responseTypesInForce } from '../response-types/response-types.ts'
import type { ResponseType } from '../response-types/response-types.ts'

/** A response type that the server offers and the client registered (RFC 6749 §3.1.1, §4.1.2.1). */
export function requireResponseType(exchange: Exchange, { value, client }: Asked): ResponseType {
  const sent = value('response_type')
  requireThat(exchange, 'response-type.present', sent !== undefined)
  const offered = responseTypesInForce(exchange.configuration)
  const found = findResponseType(sent)
  const type = found && offered.find(({ name }) => name === found.name)
  const names = offered.map(({ name }) => name)
  requireThat(exchange, 'response-type.supported', type, () => expected(names, sent))
  const { response_types: registered } = client.metadata
  const isRegistered = registered.some((one) => findResponseType(one)?.name === type.name)
  check(exchange, 'response-type.allowed', isRegistered, () => {
    return `It registered ${shownList(registered, ', ')}.`
  })
  if (type.parts.includes('token')) {
    // A browser proves no key, so that such a token is a bearer token.
    const mayBear = client.metadata.dpop_bound_access_tokens !== true
    requireThat(exchange, 'response-type.bearer', mayBear)
  }
  return type
}

/**
 * What an ID token from the authorization endpoint needs: `openid`, and the `nonce` that ties it to this
 * sign-in (OpenID Connect Core §3.2.2.1, §3.3.2.1).
 */
export function requireNonce(exchange: Exchange, { value }: Asked, { parts }: ResponseType): void {
  if (!parts.includes('id_token')) return
  requireOpenId(exchange, readScopes(value('scope')))
  check(exchange, 'nonce.present', value('nonce') !== undefined)
}

/** The scope `openid`, as asked for or as granted, where an ID token is to come. */
export function requireOpenId(exchange: Exchange, scopes: readonly string[]): void {
  requireThat(exchange, 'response-type.openid', scopes.includes('openid'), () => {
    return `The scope is ${shown(scopes.join(' '))}.`
  })
}
