import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { encodeBase64Url } from '../har/decode-base64.ts'
import { readJwt } from '../exchange/jwt.ts'
import type { Json } from '../exchange/jwt.ts'
import { isSecretParameter } from './secret-names.ts'

/** What is shown in the place of a secret. */
export type Hide = (secret: string) => string

/**
 * Shows a short HMAC of each secret: the same one wherever the same secret stands, and of use to
 * nobody who lacks the key. A JWT keeps header and claims and loses its signature;
 * what its claims carry of other secrets, as a signed authorization response does, is hidden there.
 * @param key made for one read, and forgotten after it
 */
export function createHide(key: Uint8Array): Hide {
  const known = new Map<string, string>()
  const hide: Hide = (secret) => {
    const before = known.get(secret)
    if (before !== undefined) return before
    const mac = encodeBase64Url(hmac(sha256, key, new TextEncoder().encode(secret)).subarray(0, 6))
    const shown = isShown.test(secret) ? secret : instead(secret, `hidden-${mac}`, hide)
    if (known.size >= most) known.clear()
    known.set(secret, shown)
    return shown
  }
  return hide
}

/** How many secrets are kept with what is shown for them, so that none is computed again. */
const most = 100_000

/** Shows the word `hidden`, and nothing of the secret. */
export const hideWhole: Hide = (secret) => instead(secret, 'hidden', hideWhole)

/** Hidden already, in the recording that was read. */
const isShown = /^(?:ey[\w-]+\.[\w-]+\.)?hidden-[\w-]{8}$/

function instead(secret: string, shown: string, hide: Hide): string {
  const jwt = readJwt(secret)
  if (jwt === undefined) return shown
  const [header, claims] = secret.split('.')
  return [header, hideClaims(jwt.claims, hide) ?? claims, shown].join('.')
}

/** The claims part of a JWT whose secrets are hidden (JARM §2.1 has codes and tokens there). */
function hideClaims(claims: Json, hide: Hide): string | undefined {
  const isSecret = ([name, value]: [string, unknown]): boolean =>
    typeof value === 'string' && value !== '' && isSecretParameter(name)
  const members = Object.entries(claims)
  if (!members.some(isSecret)) return undefined
  const hidden = members.map((one) => (isSecret(one) ? [one[0], hide(String(one[1]))] : one))
  return encodeBase64Url(new TextEncoder().encode(JSON.stringify(Object.fromEntries(hidden))))
}
