import type { ServerMetadata } from 'openid-client'
import { metadataUrlOf } from '@oauth-lab/kit/discovery.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { createTimedCache } from '@oauth-lab/kit/timed-cache.ts'
import type { TimedCache } from '@oauth-lab/kit/timed-cache.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { Chosen } from '../configurations/chosen.ts'
import { observe } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { ServerProblem } from './problem.ts'

/** Milliseconds on the sandbox's clock. */
const lifetime = 60_000
/** Seconds, real time, for each call to a peer. */
export const timeout = 10

interface Discovery {
  metadata: TimedCache<ServerMetadata>
  /** What the last attempt exchanged. */
  exchanges: () => readonly Exchange[]
}

/**
 * The authorization server's metadata, as a person typed it, or as it is published (OpenID Connect
 * Discovery 1.0 §4, RFC 8414 §3): then it is fetched when needed and kept for a minute on the sandbox's
 * clock. Which issuer it names is for the caller to compare
 * (§4.3). Throws what `fetch` throws, and ServerProblem when the answer is no metadata; what was
 * exchanged then stands in `seen`.
 */
export async function discover(
  sandbox: Sandbox,
  { definition: { issuer, authority, source, metadata, builtIn }, fetch }: Chosen,
  seen: Exchange[],
): Promise<ServerMetadata> {
  if (source === 'typed') return { issuer, ...metadata } as ServerMetadata
  const key = `discovery ${issuer} ${builtIn ? '' : `${source} ${authority}`}`
  const kept = sandbox.cache.get(key) as Discovery | undefined
  const discovery = kept ?? createDiscovery(sandbox, metadataUrlOf(issuer, source), fetch)
  if (kept === undefined) sandbox.cache.set(key, discovery)
  try {
    return await discovery.metadata.get()
  } catch (error) {
    seen.push(...discovery.exchanges())
    throw error
  }
}

function createDiscovery(sandbox: Sandbox, url: string, fetch: Fetch): Discovery {
  let exchanges: Exchange[] = []
  const load = async () => {
    exchanges = []
    const response = await observe(fetch, exchanges)(url, {
      method: 'GET',
      headers: { accept: 'application/json' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout * 1000),
      body: undefined,
    })
    return readMetadata(response)
  }
  return {
    metadata: createTimedCache({ load, lifetime, clock: sandbox.clock }),
    exchanges: () => exchanges,
  }
}

/** The answer to a metadata request (RFC 8414 §3.2). */
async function readMetadata(response: Response): Promise<ServerMetadata> {
  const { status } = response
  const wrong = (of: number, message: string) =>
    new ServerProblem(of, message, { description: `It answered with status ${status}.` })
  if (status >= 500) {
    throw wrong(503, 'The authorization server does not answer; its metadata could not be fetched.')
  }
  const metadata: unknown = await response.json().catch(() => undefined)
  if (status !== 200 || !isMetadata(metadata)) {
    throw wrong(502, 'The authorization server did not send its metadata.')
  }
  return metadata
}

function isMetadata(value: unknown): value is ServerMetadata {
  return typeof value === 'object' && value !== null && 'issuer' in value
}
