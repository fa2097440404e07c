import { expected, shown, shownList } from '@oauth-lab/kit/check-detail.ts'
import { failureReason } from '@oauth-lab/kit/failure-reason.ts'
import { requireThat } from '../../checks.ts'
import type { Client } from '../../clients/client.ts'
import type { Exchange } from '../../exchange.ts'

/** Characters of a request object. */
const longest = 16 * 1024

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
  const { text, problem } = await ask(exchange, uri)
  requireThat(exchange, 'request-uri.fetched', problem === undefined, problem)
  return text
}

async function ask({ server }: Exchange, uri: string): Promise<{ text: string; problem?: string }> {
  try {
    const response = await server.fetchTrusting('lab')(uri, {
      headers: { accept: 'application/oauth-authz-req+jwt, application/jwt' },
    })
    const text = (await response.text()).trim()
    if (response.status !== 200) return { text, problem: `The answer is ${response.status}.` }
    if (text.length > longest) return { text, problem: `It has ${text.length} characters.` }
    return { text }
  } catch (error) {
    return { text: '', problem: `The request failed: ${failureReason(error)}.` }
  }
}
