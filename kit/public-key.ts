import { createPublicKey, hash, X509Certificate } from 'node:crypto'
import { shown } from './check-detail.ts'
import type { JWK } from 'jose'

interface Kind {
  kty: string
  crv?: string
}

const rsa: Kind = { kty: 'RSA' }
const edwards: Kind = { kty: 'OKP', crv: 'Ed25519' }

/** The signing algorithms of public keys that the server verifies, and the key of each (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2.2). */
const kinds = {
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  EdDSA: edwards,
  Ed25519: edwards,
} as const satisfies Record<string, Kind>

export const publicKeyAlgorithms = Object.keys(kinds) as (keyof typeof kinds)[]

/** Bits of an RSA key (RFC 7518 §3.3). */
const fewestBits = 2048

/** The private members of each kind of key (RFC 7518 §6). */
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv']

/** How a header names a certificate (RFC 7515 §4.1.7, §4.1.8), and the digest behind it. */
const thumbprints = { x5t: 'sha1', 'x5t#S256': 'sha256' } as const
export const thumbprintNames = Object.keys(thumbprints) as (keyof typeof thumbprints)[]

/** Why a key can't verify this algorithm; undefined where it can. */
export function unfitFor(key: JWK, algorithm: string): string | undefined {
  const { kty, crv }: Kind = kinds[algorithm as keyof typeof kinds]
  const found = shown(key.crv === undefined ? key.kty : `${key.kty} ${key.crv}`)
  if (key.kty !== kty || (crv !== undefined && key.crv !== crv)) {
    return `${algorithm} takes a key of ${crv === undefined ? kty : `${kty} ${crv}`}, and this one is ${found}`
  }
  if (privateMembers.some((name) => name in key)) return 'it is a private key, and so no secret now'
  if (key.use !== undefined && key.use !== 'sig') return `its use is ${shown(key.use)}`
  if (key.key_ops !== undefined && !key.key_ops.includes('verify')) {
    return `its key_ops are ${shown(key.key_ops)}`
  }
  if (key.alg !== undefined && key.alg !== algorithm) return `its alg is ${shown(key.alg)}`
  return kty === 'RSA' ? tooShort(key) : undefined
}

/** Curves on which a key is agreed on (RFC 7518 §4.6, RFC 8037 §3.2). */
const agreedCurves = ['P-256', 'P-384', 'P-521', 'X25519']

/** Why nothing can be encrypted to this key by an algorithm of RFC 7518 §4.1; undefined where it can. */
export function unfitForEncryption(key: JWK, algorithm: string): string | undefined {
  const isAgreed = algorithm.startsWith('ECDH-ES')
  const fits = isAgreed ? agreedCurves.includes(String(key.crv)) : key.kty === 'RSA'
  if (!fits) return `${algorithm} takes no key of ${shown(key.crv ?? key.kty)}`
  if (privateMembers.some((name) => name in key)) return 'it is a private key, and so no secret now'
  if (key.use !== undefined && key.use !== 'enc') return `its use is ${shown(key.use)}`
  const wanted = isAgreed ? ['deriveKey', 'deriveBits'] : ['wrapKey', 'encrypt']
  if (key.key_ops?.some((one) => wanted.includes(one)) === false) {
    return `its key_ops are ${shown(key.key_ops)}`
  }
  if (key.alg !== undefined && key.alg !== algorithm) return `its alg is ${shown(key.alg)}`
  return key.kty === 'RSA' ? tooShort(key) : undefined
}

function tooShort({ n }: JWK): string | undefined {
  const bits = Buffer.from(String(n), 'base64url').length * 8
  return bits < fewestBits ? `it has ${bits} bits, and ${fewestBits} are the fewest` : undefined
}

/** The thumbprint of a key's certificate: of the first of its `x5c`, else the one that it names. */
export function thumbprintOf(key: JWK, name: keyof typeof thumbprints): string | undefined {
  const [first] = key.x5c ?? []
  if (first === undefined) return key[name]
  return hash(thumbprints[name], Buffer.from(first, 'base64'), 'base64url')
}

/** What is wrong with the certificate of a key (RFC 7517 §4.7 to §4.9); undefined where there is none, or nothing. */
export function certificateProblem(key: JWK): string | undefined {
  const [first] = key.x5c ?? []
  if (first === undefined) return undefined
  let certificate: X509Certificate
  try {
    certificate = new X509Certificate(Buffer.from(first, 'base64'))
  } catch {
    return 'the first of its x5c is no certificate in base64'
  }
  const own = createPublicKey({ key, format: 'jwk' })
  if (!certificate.publicKey.equals(own)) return 'its certificate holds another public key'
  const wrong = thumbprintNames.find(
    (name) => key[name] !== undefined && key[name] !== thumbprintOf(key, name),
  )
  return wrong && `its ${wrong} is not the thumbprint of its certificate`
}

/** What is wrong with a key that somebody says is public, as the end of a sentence; undefined where nothing is. */
export function publicKeyProblem(key: JWK): string | undefined {
  if (typeof key.kty !== 'string') return 'has no kty (RFC 7517 section 4.1)'
  if (key.kty === 'oct' || privateMembers.some((name) => name in key)) {
    return 'is a secret or private key, and here are public ones alone'
  }
  // Kinds that nobody here understands are left alone (RFC 7517 section 5).
  if (!['RSA', 'EC', 'OKP'].includes(key.kty)) return undefined
  try {
    createPublicKey({ key, format: 'jwk' })
  } catch {
    return 'is no key that can be read (RFC 7518 section 6)'
  }
  const short = key.kty === 'RSA' ? tooShort(key) : undefined
  const problem = short ?? certificateProblem(key)
  return problem === undefined ? undefined : `cannot be used: ${problem}`
}

/**
 * The public key of a certificate, with the certificate as its `x5c`.
 * @param pem one certificate
 * @throws Error for what is none, or holds a key that no JWK has
 */
export function certifiedKey(pem: string): JWK {
  const certificate = new X509Certificate(pem)
  const key = certificate.publicKey.export({ format: 'jwk' }) as JWK
  return { ...key, x5c: [certificate.raw.toString('base64')] }
}
