import { createClock } from '@oauth-lab/kit/clock.ts'
import { createDiscovery } from '@oauth-lab/kit/discovery.ts'
import { isObject } from '@oauth-lab/kit/is-object.ts'
import { createKeySet } from '@oauth-lab/kit/jwks.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'
import type { JWK } from 'jose'
import { CommandFailure } from '../command-line/command.ts'
import { readObject, readText } from './read-text.ts'

const clock = createClock(() => ({ mode: 'running', offset: 0 }))

/**
 * The keys that an issuer publishes (OpenID Connect Discovery §4, RFC 7517 §5).
 * @throws CommandFailure where they can't be had
 */
export async function keysOfIssuer(fetch: Fetch, issuer: string): Promise<readonly JWK[]> {
  const { jwks_uri } = await told(createDiscovery({ issuer, fetch, clock }))
  return keysAt(fetch, jwks_uri!)
}

/** The keys of a JWK Set at an address. @throws CommandFailure where they can't be had */
export function keysAt(fetch: Fetch, uri: string): Promise<readonly JWK[]> {
  return told(createKeySet({ uri, fetch, clock, read: keysIn }).current)
}

/** The keys of a JWK Set in a file. @throws CommandFailure where it holds none */
export async function keysOfFile(file: string): Promise<readonly JWK[]> {
  const set = readObject(await readText(file))
  try {
    return keysIn(set)
  } catch (error) {
    throw new CommandFailure(`${file} holds no JWK Set: ${(error as Error).message}`)
  }
}

/** @throws Error for what is no key set (RFC 7517 §5) */
function keysIn(set: unknown): readonly JWK[] {
  const keys: unknown = isObject(set) ? set['keys'] : undefined
  if (Array.isArray(keys) && keys.every(isObject)) return keys
  throw new Error('It has no list of keys.')
}

async function told<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof PeerError)) throw error
    throw new CommandFailure(error.message, { cause: error })
  }
}
