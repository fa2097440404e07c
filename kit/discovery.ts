import { z } from 'zod'
import type { Clock } from './clock.ts'
import { fetchJson } from './http/fetch-json.ts'
import { PeerError } from './peer-error.ts'
import { createTimedCache } from './timed-cache.ts'
import type { Fetch } from './trust.ts'

const ProviderMetadata = z.looseObject({
  issuer: z.string(),
  jwks_uri: z.url(),
  authorization_endpoint: z.url().optional(),
  token_endpoint: z.url().optional(),
  userinfo_endpoint: z.url().optional(),
  introspection_endpoint: z.url().optional(),
  revocation_endpoint: z.url().optional(),
  registration_endpoint: z.url().optional(),
  end_session_endpoint: z.url().optional(),
})

/** An authorization server's metadata; members that the lab doesn't use are kept as they are. */
export type ProviderMetadata = z.output<typeof ProviderMetadata>

/** Milliseconds on the sandbox's clock that metadata is kept. */
const lifetime = 10 * 60_000

/**
 * What an issuer says of itself (OpenID Connect Discovery 1.0 §4). It is fetched when first asked
 * for and kept for ten minutes on the sandbox's clock. A failure is not remembered.
 *
 * The function rejects with PeerError when the metadata can't be had, or names another issuer
 * (§4.3).
 */
export function createDiscovery(options: {
  issuer: string
  fetch: Fetch
  clock: Clock
}): () => Promise<ProviderMetadata> {
  const { issuer, fetch, clock } = options
  return createTimedCache({ load: () => discover(fetch, issuer), lifetime, clock }).get
}

/** Where an issuer's metadata is: a slash at its end is left out (OpenID Connect Discovery 1.0 §4). */
export function metadataUrlOf(issuer: string): string {
  return `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
}

async function discover(fetch: Fetch, issuer: string): Promise<ProviderMetadata> {
  const url = metadataUrlOf(issuer)
  const { status, body } = await fetchJson(fetch, 'discovery', url, {
    headers: { accept: 'application/json' },
  })
  if (status !== 200) throw new PeerError(`The discovery request to ${url} was answered ${status}.`)
  const read = ProviderMetadata.safeParse(body)
  if (!read.success) {
    const members = read.error.issues.map(({ path }) => path.join('.') || 'the document')
    throw new PeerError(`The metadata at ${url} is not valid: ${members.join(', ')}.`)
  }
  if (read.data.issuer !== issuer) {
    throw new PeerError(`The metadata at ${url} names another issuer, ${read.data.issuer}.`)
  }
  return read.data
}
