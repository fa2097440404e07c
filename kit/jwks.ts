import { createLocalJWKSet, errors } from 'jose'
import type { JWSHeaderParameters, FlattenedJWSInput, JSONWebKeySet } from 'jose'
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

/** What was read of a key set. */
export interface KeySet<Keys> {
  /** As it was fetched within ten minutes on the sandbox's clock. */
  current: () => Promise<Keys>
  /** Fetched after this was asked for (OpenID Connect Core §10.1.1), at most once a real second: others wait. */
  newer: () => Promise<Keys>
}

/**
 * Another server's JSON Web Key Set (RFC 7517 §5). It is fetched when first needed, and again after
 * ten minutes on the sandbox's clock. A token that names an unknown key has it fetched again (OpenID
 * Connect Core §10.1.1), at most once a real second. Who asks meanwhile waits for the next fetch. So a
 * published key is found, also while the sandbox's clock stands. A failed fetch is not remembered.
 *
 * The resolver rejects with jose's `JWKSNoMatchingKey` or `JWKSMultipleMatchingKeys`. It rejects
 * with PeerError when the set can't be had.
 */
export function createJwks(options: { uri: string; fetch: Fetch; clock: Clock }): KeyResolver {
  const keys = createKeySet({
    ...options,
    read: (body) => createLocalJWKSet(body as JSONWebKeySet),
  })
  return async (header, token) => {
    const known = await keys.current()
    try {
      return await known(header, token)
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
      const current = await keys.newer()
      return current(header, token)
    }
  }
}

/**
 * The same set for who looks for keys by itself. Both functions reject with PeerError when it can't be had.
 * @param options.read makes of the body what is kept; throws for what is no key set
 */
export function createKeySet<Keys>(options: {
  uri: string
  fetch: Fetch
  clock: Clock
  read: (body: unknown) => Keys
}): KeySet<Keys> {
  const { clock } = options
  const keys = createTimedCache({ load: () => fetchKeys(options), lifetime, clock })
  /** A fetch that has not started: what it brings is newer than every token that waits for it. */
  let next: Promise<Keys> | undefined
  let mayBegin: Promise<unknown> = Promise.resolve()
  const newer = () => {
    next ??= mayBegin.then(() => {
      next = undefined
      const look = keys.refresh()
      const rest = () => new Promise((done) => setTimeout(done, cooldown).unref())
      mayBegin = look.then(rest, rest)
      return look
    })
    return next
  }
  return { current: keys.get, newer }
}

async function fetchKeys<Keys>({
  fetch,
  uri,
  read,
}: {
  fetch: Fetch
  uri: string
  read: (body: unknown) => Keys
}): Promise<Keys> {
  const { status, body } = await fetchJson(fetch, 'key set', uri, {
    headers: { accept: 'application/jwk-set+json, application/json' },
  })
  if (status !== 200) throw new PeerError(`The key set at ${uri} was answered with ${status}.`)
  try {
    return read(body)
  } catch (error) {
    throw new PeerError(`What ${uri} answered is not a JSON Web Key Set.`, { cause: error })
  }
}
