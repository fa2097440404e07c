import type { AuthorizationServer } from 'oauth4webapi'
import { createDiscovery } from '@oauth-lab/kit/discovery.ts'
import type { ProviderMetadata } from '@oauth-lab/kit/discovery.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import { requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import type { Provider } from './providers.ts'

/** An identity provider's metadata: what its issuer publishes, or what the configuration says of a social one. */
export async function requireUpstreamServer(
  exchange: Exchange,
  provider: Provider,
): Promise<AuthorizationServer> {
  const { kind, issuer, authority, authorizationEndpoint, tokenEndpoint, userInfoEndpoint } =
    provider
  if (kind === 'oauth2') {
    return {
      // It may have no issuer; what it sends as iss is compared by the configuration alone.
      issuer: issuer ?? authorizationEndpoint!,
      authorization_endpoint: authorizationEndpoint!,
      token_endpoint: tokenEndpoint!,
      userinfo_endpoint: userInfoEndpoint!,
    }
  }
  const { metadata, problem } = await read(exchange, issuer!, authority)
  requireThat(exchange, 'upstream.metadata', metadata, problem)
  return metadata as AuthorizationServer
}

/** Read through the guarded fetch, and kept for a while. */
async function read({ server, sandbox }: Exchange, issuer: string, authority: string) {
  const key = `upstream ${issuer} ${authority}`
  const discover =
    (sandbox.cache.get(key) as (() => Promise<ProviderMetadata>) | undefined) ??
    createDiscovery({ issuer, fetch: server.fetchTrusting(authority), clock: sandbox.clock })
  sandbox.cache.set(key, discover)
  try {
    const metadata = await discover()
    const lacks = needed.filter((name) => !isWeb(metadata[name]))
    if (lacks.length === 0) return { metadata }
    return { problem: `They have no https address as ${lacks.join(', ')}.` }
  } catch (error) {
    if (error instanceof PeerError) return { problem: error.message }
    throw error
  }
}

const needed = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const

/** The browser goes there: what is no https address might be a script. */
function isWeb(address: string | undefined): boolean {
  return address !== undefined && new URL(address).protocol === 'https:'
}
