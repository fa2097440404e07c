import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK } from 'jose'
import type { JWK } from 'jose'
import { parseJson } from '../parts/parse-json.ts'
import { algorithmFor } from '../token-tool/key-kinds.ts'
import { publicPart } from '../token-tool/pasted/public-part.ts'

/** What stands in a request for the assertion until it is sent. */
export const assertionPlace = '{client_assertion}'

/** RFC 7523 §2.2. */
export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Seconds for which an assertion is good. */
const life = 60

/** A new key of ES256 as a private JWK. It stays in this browser. */
export async function makeKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const key = await exportJWK(privateKey)
  return { ...key, kid: await calculateJwkThumbprint(key), alg: 'ES256' }
}

/** A private JWK that signs, of its text; undefined where it is none (RFC 7517 §4). */
export function readKey(text: string): JWK | undefined {
  const key = Object(parseJson(text)) as JWK
  const isPrivate = typeof key.kty === 'string' && typeof key.d === 'string'
  return isPrivate && algorithmOf(key) !== undefined ? key : undefined
}

/** By which algorithm a key signs. */
export function algorithmOf(key: JWK): string | undefined {
  return key.alg ?? algorithmFor(key)
}

/** What a server is told of a key: the set with its public part. */
export function publicSetOf(key: JWK): string {
  return JSON.stringify({ keys: [publicPart(key)] })
}

/**
 * Signs what a client shows in place of a secret (RFC 7523 §3, OpenID Connect Core §9).
 * @param now milliseconds since 1970
 * @throws what WebCrypto says of a key that can't sign
 */
export async function signAssertion(
  key: JWK,
  { client, issuer, now }: { client: string; issuer: string; now: number },
): Promise<string> {
  const alg = algorithmOf(key)!
  const issued = Math.floor(now / 1000)
  return new SignJWT()
    .setProtectedHeader({ alg, ...(key.kid !== undefined && { kid: key.kid }) })
    .setIssuer(client)
    .setSubject(client)
    .setAudience(issuer)
    .setJti(crypto.randomUUID())
    .setIssuedAt(issued)
    .setExpirationTime(issued + life)
    .sign(await importJWK(key, alg))
}
