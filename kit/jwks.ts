import { createLocalJWKSet, errors } from 'jose'
import type { JWSHeaderParameters, FlattenedJWSInput, JSONWebKeySet, LocalJWKSet } from 'jose'
import type { Clock } from './clock.ts'
import { fetchJson } from './http/fetch-json.ts'
import { PeerError } from './peer-error.ts'
import { createTimedCache } from './timed-cache.ts'
import type { Fetch } from './trust.ts'

/** Finds the key for a token's header; what jose's verifying functions take in place of a key. */
export type KeyResolver = (
  header?: JWSHeaderParameters,
  token?: FlattenedJWSInput,
) => Promise<CryptoKey>

/** Milliseconds on the sandbox's clock that a key set is kept. */
const lifetime = 10 * 60_000
/** Milliseconds after an unknown key caused a fetch in which another does not. */
const cooldown = 30_000

/**
 * Another server's JSON Web Key Set (RFC 7517 §5), fetched when first needed, again after ten
 * minutes, and again when a token names an unknown key (RFC 7517 §4.5), at most every 30 s on the
 * sandbox's clock. Fetches at the same time are joined; a failed one is not remembered.
 *
 * The resolver rejects with jose's `JWKSNoMatchingKey` or `JWKSMultipleMatchingKeys`, and with
 * PeerError when the set can't be had.
 */
export function createJwks(options: { uri: string; fetch: Fetch; clock: Clock }): KeyResolver {
  const { uri, fetch, clock } = options
  const keys = createTimedCache({ load: () => fetchKeys(fetch, uri), lifetime, clock })
  let lookedAgain = -Infinity
  const mayLookAgain = () => Math.abs(clock.now() - lookedAgain) >= cooldown
  return async (header, token) => {
    const known = await keys.get()
    try {
      return await known(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      // Another request may have fetched the keys since this one read them.
      let current = await keys.get()
      if (current === known) {
        if (!mayLookAgain()) throw error
        current = await keys.refresh()
        lookedAgain = clock.now()
      }
      return current(header, token)
    }
  }
}

async function fetchKeys(fetch: Fetch, uri: string): Promise<LocalJWKSet> {
  const { status, body } = await fetchJson(fetch, 'key set', uri, {
    headers: { accept: 'application/jwk-set+json, application/json' },
  })
  if (status !== 200) throw new PeerError(`The key set at ${uri} was answered with ${status}.`)
  try {
    return createLocalJWKSet(body as JSONWebKeySet)
  } catch (error) {
    throw new PeerError(`What ${uri} answered is not a JSON Web Key Set.`, { cause: error })
  }
}
