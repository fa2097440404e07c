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
/** Milliseconds, real time, between two fetches that unknown keys caused. */
const cooldown = 1000

/**
 * Another server's JSON Web Key Set (RFC 7517 §5). It is fetched when first needed, and again after
 * ten minutes on the sandbox's clock. A token that names an unknown key has it fetched again (RFC
 * 7517 §4.5), at most once a real second. Who asks meanwhile waits for the next fetch. So a
 * published key is found, also while the sandbox's clock stands. A failed fetch is not remembered.
 *
 * The resolver rejects with jose's `JWKSNoMatchingKey` or `JWKSMultipleMatchingKeys`. It rejects
 * with PeerError when the set can't be had.
 */
export function createJwks(options: { uri: string; fetch: Fetch; clock: Clock }): KeyResolver {
  const { uri, fetch, clock } = options
  const keys = createTimedCache({ load: () => fetchKeys(fetch, uri), lifetime, clock })
  /** A fetch that has not started: what it brings is newer than every token that waits for it. */
  let next: Promise<LocalJWKSet> | undefined
  let mayBegin: Promise<unknown> = Promise.resolve()
  const lookAgain = () => {
    next ??= mayBegin.then(() => {
      next = undefined
      const look = keys.refresh()
      const rest = () => new Promise((done) => setTimeout(done, cooldown).unref())
      mayBegin = look.then(rest, rest)
      return look
    })
    return next
  }
  return async (header, token) => {
    const known = await keys.get()
    try {
      return await known(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      const current = await lookAgain()
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
