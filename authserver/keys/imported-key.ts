import { createPrivateKey, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import type { JWK } from 'jose'
import type { KeyFamily, KeyImport } from '@oauth-lab/kit/admin/key-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'

/** The shortest RSA key that signs, bits (RFC 7518 §3.3). */
const shortest = 2048

/** A private key that somebody brings, as it is stored. */
export interface ImportedKey {
  family: KeyFamily
  /** With `x5c`, `x5t` and `x5t#S256` where it came with certificates (RFC 7517 §4.7 to §4.9). */
  jwk: JWK
}

/**
 * Reads a private key and its chain of certificates (RFC 7517 §4.7): each is issued by the next one, and the first
 * is of this key.
 * @throws ConfigurationError with every problem and its path
 */
export function readImportedKey({ jwk, x5c }: KeyImport): ImportedKey {
  const problems: Problem[] = []
  const key = readPrivateKey(jwk, problems)
  const family = key && familyOfKey(key, problems)
  const chain = readChain(x5c ?? [], problems)
  if (key !== undefined && chain[0]?.checkPrivateKey(key) === false) {
    problems.push({ path: 'x5c.0', message: 'the certificate belongs to another key' })
  }
  if (key === undefined || family === undefined || problems.length > 0) {
    throw new ConfigurationError('The key cannot be imported.', problems)
  }
  const members = key.export({ format: 'jwk' }) as JWK
  return { family, jwk: { ...members, ...(chain[0] && certificateMembers(x5c!, chain[0])) } }
}

function readPrivateKey(jwk: KeyImport['jwk'], problems: Problem[]): KeyObject | undefined {
  try {
    return createPrivateKey({ key: jwk, format: 'jwk' })
  } catch {
    problems.push({ path: 'jwk', message: 'must be a whole private key (RFC 7518 §6)' })
    return undefined
  }
}

function familyOfKey(key: KeyObject, problems: Problem[]): KeyFamily | undefined {
  const { modulusLength = 0, namedCurve } = key.asymmetricKeyDetails ?? {}
  switch (key.asymmetricKeyType) {
    case 'rsa':
      if (modulusLength >= shortest) return 'RSA'
      problems.push({
        path: 'jwk.n',
        message: `has ${modulusLength} bits; an RSA key has ${shortest} or more (RFC 7518 §3.3)`,
      })
      return undefined
    case 'ec':
      if (namedCurve === 'prime256v1') return 'P-256'
      problems.push({ path: 'jwk.crv', message: 'must be P-256: this server signs by ES256' })
      return undefined
    case 'ed25519':
      return 'Ed25519'
    default:
      problems.push({ path: 'jwk.kty', message: 'must be an RSA, P-256 or Ed25519 key' })
      return undefined
  }
}

function readChain(x5c: readonly string[], problems: Problem[]): (X509Certificate | undefined)[] {
  const chain = x5c.map((one, at) => {
    try {
      return new X509Certificate(Buffer.from(one, 'base64'))
    } catch {
      problems.push({ path: `x5c.${at}`, message: 'must be a certificate, DER in base64' })
      return undefined
    }
  })
  for (const [at, one] of chain.entries()) {
    const issuer = chain[at + 1]
    if (one === undefined || issuer === undefined) continue
    if (!one.checkIssued(issuer) || !one.verify(issuer.publicKey)) {
      problems.push({ path: `x5c.${at + 1}`, message: 'must have issued the one before it' })
    }
  }
  return chain
}

function certificateMembers(x5c: string[], { fingerprint, fingerprint256 }: X509Certificate) {
  return { x5c, x5t: thumbprint(fingerprint), 'x5t#S256': thumbprint(fingerprint256) }
}

function thumbprint(fingerprint: string): string {
  return Buffer.from(fingerprint.replaceAll(':', ''), 'hex').toString('base64url')
}

/** A stored key as PKCS#8 that a passphrase encrypts, and its certificates, PEM. */
export function exportEncrypted(jwk: JWK, passphrase: string): string {
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  const pem = key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase })
  const certificates = (jwk.x5c ?? []).map((one) =>
    new X509Certificate(Buffer.from(one, 'base64')).toString(),
  )
  return [pem, ...certificates].join('')
}
