import { check } from '../../checks.ts'
import type { Client } from '../../clients/client.ts'
import type { Exchange } from '../../exchange.ts'

/**
 * Pushed, or in a signed object, where server or client insist on it (RFC 9126 §4; RFC 9101 §10.5).
 * Where nobody does, there is nothing to check.
 */
export function requireWay(
  exchange: Exchange,
  { metadata }: Client,
  { pushed, signed }: { pushed: boolean; signed: boolean },
): void {
  const { requirePushedAuthorizationRequests, requireSignedRequestObject } = exchange.configuration
  const detail = (byServer: boolean) => `${byServer ? 'The server' : 'The client'} insists on it.`
  if (requirePushedAuthorizationRequests || metadata.require_pushed_authorization_requests) {
    check(exchange, 'pushed-request.required', pushed, () =>
      detail(requirePushedAuthorizationRequests),
    )
  }
  if (requireSignedRequestObject || metadata.require_signed_request_object) {
    check(exchange, 'request-object.required', signed, () => detail(requireSignedRequestObject))
  }
}
