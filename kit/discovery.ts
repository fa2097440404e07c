import { z } from 'zod'
import type { MetadataSource } from './admin/server-definition-document.ts'
import type { Clock } from './clock.ts'
import { fetchJson } from './http/fetch-json.ts'
import { PeerError } from './peer-error.ts'
import { createTimedCache } from './timed-cache.ts'
import type { Fetch } from './trust.ts'

const ProviderMetadata = z.looseObject({
  issuer: z.string(),
  /** RFC 8414 leaves it out where nothing is signed; OpenID Connect Discovery does not. */
  jwks_uri: z.url().optional(),
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

/** OpenID Connect Discovery 1.0 §3: its servers sign ID tokens, so they publish keys. */
const OpenIdMetadata = ProviderMetadata.required({ jwks_uri: true })

/** Milliseconds on the sandbox's clock that metadata is kept. */
const lifetime = 10 * 60_000

/**
 * What an issuer says of itself (OpenID Connect Discovery 1.0 §4, RFC 8414 §3). It is fetched when
 * first asked for and kept for ten minutes on the sandbox's clock. A failure is not remembered.
 *
 * The function rejects with PeerError when the metadata can't be had, or names another issuer
 * (§4.3).
 */
export function createDiscovery(options: {
  issuer: string
  /** Where it publishes that; as OpenID Connect says, unless told. */
  source?: WellKnown
  fetch: Fetch
  clock: Clock
}): () => Promise<ProviderMetadata> {
  const { issuer, source, fetch, clock } = options
  return createTimedCache({ load: () => discover(fetch, issuer, source), lifetime, clock }).get
}

/** The two places at which servers publish their metadata. */
export type WellKnown = Exclude<MetadataSource, 'typed'>

/**
 * Where an issuer's metadata is: a slash at its end is left out. OpenID Connect Discovery 1.0 §4
 * appends the well-known part, RFC 8414 §3.1 inserts it before the path.
 */
export function metadataUrlOf(issuer: string, source: WellKnown = 'openid-configuration'): string {
  const base = issuer.replace(/\/$/, '')
  if (source === 'openid-configuration') return `${base}/.well-known/${source}`
  const { origin } = new URL(issuer)
  return `${origin}/.well-known/${source}${base.slice(origin.length)}`
}

async function discover(
  fetch: Fetch,
  issuer: string,
  source: WellKnown | undefined,
): Promise<ProviderMetadata> {
  const url = metadataUrlOf(issuer, source)
  const { status, body } = await fetchJson(fetch, 'discovery', url, {
    headers: { accept: 'application/json' },
  })
  if (status !== 200) throw new PeerError(`The discovery request to ${url} was answered ${status}.`)
  const schema = source === 'oauth-authorization-server' ? ProviderMetadata : OpenIdMetadata
  const read = schema.safeParse(body)
  if (!read.success) {
    const members = read.error.issues.map(({ path }) => path.join('.') || 'the document')
    throw new PeerError(`The metadata at ${url} is not valid: ${members.join(', ')}.`)
  }
  if (read.data.issuer !== issuer) {
    throw new PeerError(`The metadata at ${url} names another issuer, ${read.data.issuer}.`)
  }
  return read.data
}
