import { expected, shown, shownList } from '@oauth-lab/kit/check-detail.ts'
import { requireThat } from '../../checks.ts'
import type { Client } from '../../clients/client.ts'
import type { Exchange } from '../../exchange.ts'
import { readAddress } from '../../http/read-address.ts'

const readAs = {
  accept: 'application/oauth-authz-req+jwt, application/jwt',
  longest: 16 * 1024,
}

/**
 * The request object at an address (RFC 9101 §5.2) that the client registered (OpenID Connect Registration
 * §2), at a host that the configuration allows (RFC 9101 §10.4.1). Nothing else is asked.
 */
export async function fetchRequestObject(
  exchange: Exchange,
  client: Client,
  uri: string,
): Promise<string> {
  const { requestUriHosts: hosts } = exchange.configuration
  requireThat(exchange, 'request-uri.offered', hosts.length > 0)
  const { request_uris: registered = [] } = client.metadata
  const isRegistered = registered.includes(uri)
  requireThat(exchange, 'request-uri.registered', isRegistered, () => {
    return `Sent ${shown(uri)}; registered: ${shownList(registered, ' or ')}.`
  })
  const { host } = new URL(uri)
  requireThat(exchange, 'request-uri.host', hosts.includes(host), () => expected(hosts, host))
  const { text, problem } = await readAddress(exchange.server, uri, readAs)
  requireThat(exchange, 'request-uri.fetched', problem === undefined, problem)
  return text
}
