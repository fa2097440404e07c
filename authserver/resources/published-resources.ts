import { fetchJson } from '@oauth-lab/kit/http/fetch-json.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import type { Exchange } from '../exchange.ts'
import { defaultAudience, issuerOf } from '../server.ts'

const cached = 'published-resources'

/**
 * Whether the resource server of this lab serves the resource: its own metadata says so, and names this
 * issuer (RFC 9728 §3.3). So a resource is known before that server has registered, and it alone says
 * which it has. What stands elsewhere is never asked.
 */
export async function isPublished(exchange: Exchange, resource: string): Promise<boolean> {
  const { sandbox } = exchange
  const isBelow = resource.startsWith(`${defaultAudience(sandbox)}/`)
  if (!isBelow || URL.parse(resource)?.href !== resource) return false
  const known = publishedOf(exchange)
  if (known.has(resource)) return true
  const found = await asks(exchange, resource)
  if (found) known.add(resource)
  return found
}

/** What was found once stays until the sandbox is reset. */
function publishedOf({ sandbox: { cache } }: Exchange): Set<string> {
  const known = cache.get(cached) as Set<string> | undefined
  if (known !== undefined) return known
  const empty = new Set<string>()
  cache.set(cached, empty)
  return empty
}

async function asks({ server, sandbox }: Exchange, resource: string): Promise<boolean> {
  const { origin } = sandbox
  const url = `${origin}/.well-known/oauth-protected-resource${resource.slice(origin.length)}`
  try {
    const { status, body } = await fetchJson(server.fetch, 'resource metadata', url)
    const metadata = (body ?? {}) as { resource?: unknown; authorization_servers?: unknown }
    return (
      status === 200 &&
      metadata.resource === resource &&
      [metadata.authorization_servers].flat().includes(issuerOf(sandbox))
    )
  } catch (error) {
    if (error instanceof PeerError) return false
    throw error
  }
}
