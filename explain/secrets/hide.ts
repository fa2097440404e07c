import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { encodeBase64Url } from '../har/decode-base64.ts'
import { readJwt } from '../exchange/jwt.ts'

/** What is shown in the place of a secret. */
export type Hide = (secret: string) => string

/**
 * Shows a short HMAC of each secret: the same one wherever the same secret stands, and of use to
 * nobody who lacks the key. A JWT keeps header and claims and loses its signature.
 * @param key made for one read, and forgotten after it
 */
export function createHide(key: Uint8Array): Hide {
  const known = new Map<string, string>()
  return (secret) => {
    const before = known.get(secret)
    if (before !== undefined) return before
    const mac = encodeBase64Url(hmac(sha256, key, new TextEncoder().encode(secret)).subarray(0, 6))
    const shown = isShown.test(secret) ? secret : withoutSignature(secret, `hidden-${mac}`)
    if (known.size >= most) known.clear()
    known.set(secret, shown)
    return shown
  }
}

/** How many secrets are kept with what is shown for them, so that none is computed again. */
const most = 100_000

/** Shows the word `hidden`, and nothing of the secret. */
export const hideWhole: Hide = (secret) => withoutSignature(secret, 'hidden')

/** Hidden already, in the recording that was read. */
const isShown = /^(?:ey[\w-]+\.[\w-]+\.)?hidden-[\w-]{8}$/

function withoutSignature(secret: string, shown: string): string {
  if (readJwt(secret) === undefined) return shown
  return secret.slice(0, secret.lastIndexOf('.') + 1) + shown
}
