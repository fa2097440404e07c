import { createPublicKey, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import { usualAlgorithmOf } from '../client-authentication.ts'
import { readClientKey } from '../client-key.ts'
import { CommandFailure } from '../command-line/command.ts'
import { readObject, readText } from './read-text.ts'

/** The algorithms of a shared secret (RFC 7518 §3.2). */
export const hmacAlgorithms: readonly string[] = ['HS256', 'HS384', 'HS512']

/** What signs, and how: a private key, or a shared secret. */
export interface SigningKey {
  key: KeyObject | Uint8Array
  /** The one of its JWK, else what most servers take. */
  alg: string
  kid?: string | undefined
}

/**
 * Reads what signs: a private key as PEM, PKCS#12 or JWK, or a secret as JWK (RFC 7518 §6.4).
 * @throws CommandFailure for a file that holds neither
 */
export async function readSigningKey(file: string): Promise<SigningKey> {
  const jwk = readObject(await readText(file)) as JWK | undefined
  if (jwk?.kty === 'oct') return { key: secretOf(jwk, file), alg: jwk.alg ?? 'HS256', kid: jwk.kid }
  const { key, kid, alg } = await readClientKey(file)
  return { key, kid, alg: alg ?? usualAlgorithmOf(key) }
}

/**
 * Reads what verifies: a public key, a certificate, or the public half of a private key, as PEM, PKCS#12 or
 * JWK; or a secret as JWK.
 * @throws CommandFailure for a file that holds none
 */
export async function readVerifyingKey(file: string): Promise<JWK | Uint8Array> {
  const text = await readText(file)
  const jwk = readObject(text) as JWK | undefined
  if (jwk?.kty === 'oct') return secretOf(jwk, file)
  if (jwk === undefined && !/-----BEGIN (PUBLIC KEY|RSA PUBLIC KEY|CERTIFICATE)-----/.test(text)) {
    const { key, certificate } = await readClientKey(file)
    return publicJwk(createPublicKey(key), certificate && { x5c: chainOf(certificate) })
  }
  try {
    if (jwk === undefined) return readPublicPem(text)
    const { kid, alg, use, key_ops, x5c, x5t, 'x5t#S256': x5tS256 } = jwk
    const named = { kid, alg, use, key_ops: 'd' in jwk ? undefined : key_ops, x5c, x5t }
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    return publicJwk(key, { ...named, 'x5t#S256': x5tS256 })
  } catch (error) {
    const message = `${file} holds no key that can be read: PEM, PKCS#12 or JWK`
    throw new CommandFailure(message, { cause: error })
  }
}

function secretOf({ k }: JWK, file: string): Uint8Array {
  if (typeof k === 'string' && k !== '') return Buffer.from(k, 'base64url')
  throw new CommandFailure(`${file}: a secret stands in k (RFC 7518 §6.4.1)`)
}

function readPublicPem(text: string): JWK {
  if (!text.includes('-----BEGIN CERTIFICATE-----')) return publicJwk(createPublicKey(text))
  const certificate = new X509Certificate(text)
  return publicJwk(certificate.publicKey, { x5c: chainOf(certificate) })
}

const chainOf = (certificate: X509Certificate) => [certificate.raw.toString('base64')]

/** Without what is undefined: a JWK is JSON. */
function publicJwk(key: KeyObject, members: object = {}): JWK {
  const jwk = { ...key.export({ format: 'jwk' }), ...members }
  return JSON.parse(JSON.stringify(jwk)) as JWK
}
