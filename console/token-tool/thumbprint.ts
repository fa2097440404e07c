import { base64url, calculateJwkThumbprint, exportJWK, importX509 } from 'jose'
import type { JWK } from 'jose'
import { decodeBase64 } from '@oauth-lab/explain/har/decode-base64.ts'
import { Broken } from './broken.ts'
import { algorithmFor } from './key-kinds.ts'
import type { Token } from './read-token.ts'
import { said } from './said.ts'

/** Members that name a certificate by its hash (RFC 7515 §4.1.7, §4.1.8). */
export const thumbprintNames = ['x5t#S256', 'x5t'] as const
export type ThumbprintName = (typeof thumbprintNames)[number]

const hashes = { 'x5t#S256': 'SHA-256', x5t: 'SHA-1' } as const

/** The thumbprint of a key's certificate: hashed where the certificate is there, else as it is told. */
export async function thumbprintOf(key: JWK, name: ThumbprintName): Promise<string | undefined> {
  const der = key.x5c?.[0]
  if (der === undefined) return key[name]
  const bytes = decodeBase64(der)
  if (bytes === undefined) return undefined
  return base64url.encode(new Uint8Array(await crypto.subtle.digest(hashes[name], bytes)))
}

/** Requires that key, certificate and the thumbprints of the token belong together. @throws Broken */
export async function requireCertificate({ header }: Token, key: JWK): Promise<void> {
  for (const name of thumbprintNames) {
    const named = header[name]
    if (named === undefined) continue
    const own = await thumbprintOf(key, name)
    if (own === named) continue
    throw new Broken('The thumbprint does not belong to the certificate', {
      stage: 'Certificate',
      kind: 'thumbprint',
      member: name,
      reason:
        'The key is found by its name. The certificate that is published with it is not the one that the token means.',
      clause: name === 'x5t' ? 'RFC 7515 §4.1.7' : 'RFC 7515 §4.1.8',
      compared: [
        { name: 'Token names', value: `${name} ${said(named)}`, holds: false },
        { name: 'Certificate has', value: own ?? 'none is published', holds: true },
      ],
      todo: [
        'Was the certificate renewed with the same key? Then the signer still writes the old thumbprint. Load the certificate anew there.',
        'Two kinds exist: x5t, 27 characters, and x5t#S256, 43 characters. See that none stands in the place of the other.',
      ],
    })
  }
  if (key.x5c?.[0] !== undefined) await requireSameKey(key)
}

async function requireSameKey(key: JWK): Promise<void> {
  const own = await calculateJwkThumbprint(key)
  const certified = await certifiedThumbprint(key)
  if (own === certified) return
  throw new Broken('The certificate does not belong to the key', {
    stage: 'Certificate',
    kind: 'certificate',
    reason: 'The issuer publishes a certificate beside the key. It certifies another key.',
    clause: 'RFC 7517 §4.7',
    compared: [
      { name: 'Key has thumbprint', value: own, holds: true },
      { name: 'Certified is', value: certified ?? 'no key of this kind', holds: false },
    ],
    todo: ['Correct the key set at the issuer: x5c must begin with the certificate of this key.'],
  })
}

/** The thumbprint of the key that the first certificate of `x5c` certifies; undefined where none can be read. */
export async function certifiedThumbprint(key: JWK): Promise<string | undefined> {
  const pem = `-----BEGIN CERTIFICATE-----\n${key.x5c?.[0]}\n-----END CERTIFICATE-----`
  // The algorithm tells how to read it, and is no part of the thumbprint.
  const alg = algorithmFor(key)
  if (alg === undefined) return undefined
  try {
    const certified = await importX509(pem, alg, { extractable: true })
    return await calculateJwkThumbprint(await exportJWK(certified))
  } catch {
    return undefined // a key of another kind
  }
}
