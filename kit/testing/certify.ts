import 'reflect-metadata'
import { BasicConstraintsExtension, X509CertificateGenerator } from '@peculiar/x509'
import type { X509Certificate } from '@peculiar/x509'

/** A certificate with its keys, for tests. */
export interface Certified {
  certificate: X509Certificate
  der: Uint8Array<ArrayBuffer>
  /** As a member of `x5c`. */
  base64: string
  keys: CryptoKeyPair
}

/**
 * Certifies keys: by themselves, or by another certificate.
 * @param days how long it is good, from a day ago on
 */
export async function certify(
  name: string,
  keys: CryptoKeyPair,
  { by, days = 30 }: { by?: Certified; days?: number } = {},
): Promise<Certified> {
  const day = 24 * 3_600_000
  const signer = (by?.keys ?? keys).privateKey
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: by?.certificate.subject ?? `CN=${name}`,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + days * day),
    publicKey: keys.publicKey,
    signingKey: signer,
    signingAlgorithm: { ...signer.algorithm, hash: 'SHA-256' },
    extensions: by === undefined ? [new BasicConstraintsExtension(true, undefined, true)] : [],
  })
  const der = new Uint8Array(certificate.rawData)
  return { certificate, der, base64: Buffer.from(der).toString('base64'), keys }
}

/** Keys of RSA or of an elliptic curve. */
export function makeKeys(kind: 'RSA' | 'EC'): Promise<CryptoKeyPair> {
  const algorithm =
    kind === 'EC'
      ? { name: 'ECDSA', namedCurve: 'P-256' }
      : {
          name: 'RSASSA-PKCS1-v1_5',
          hash: 'SHA-256',
          modulusLength: 2048,
          publicExponent: new Uint8Array([1, 0, 1]),
        }
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}
