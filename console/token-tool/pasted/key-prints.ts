import { calculateJwkThumbprint } from 'jose'
import type { JWK } from 'jose'

/** A key with its thumbprint (RFC 7638 §3); undefined where it has none. */
export interface PublishedKey {
  key: JWK
  thumbprint: string | undefined
}

/** The one of some keys that has this thumbprint; none where the thumbprint is not known. */
export function keyWith(
  thumbprint: string | undefined,
  keys: readonly PublishedKey[],
): PublishedKey | undefined {
  return keys.find((one) => thumbprint !== undefined && one.thumbprint === thumbprint)
}

/** Each key with its thumbprint. */
export function withPrints(keys: readonly JWK[]): Promise<PublishedKey[]> {
  return Promise.all(
    keys.map(async (key) => ({
      key,
      thumbprint: await calculateJwkThumbprint(key).catch(() => undefined),
    })),
  )
}
