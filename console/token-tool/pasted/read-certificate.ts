import 'reflect-metadata'
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509Certificate,
} from '@peculiar/x509'
import { base64url, calculateJwkThumbprint } from 'jose'
import type { JWK } from 'jose'

/** What a certificate says (RFC 5280 §4.1). */
export interface Certificate {
  subject: string
  issuer: string
  /** Who or what is certified, besides the subject. */
  names: readonly string[]
  serial: string
  notBefore: Date
  notAfter: Date
  /** Whether it may certify others. */
  isAuthority: boolean
  /** What its key may be used for; empty where nothing limits it. */
  uses: readonly string[]
  /** How its issuer signed it. */
  signature: string
  /** Undefined where this browser cannot read such a key. */
  key: JWK | undefined
  /** RFC 7638 §3. */
  thumbprint: string | undefined
  x5t: string
  'x5t#S256': string
  /** Whether the next of the chain signed it, or it itself where it is the last. */
  isSigned: boolean
  /** Whether it names as its issuer whom the next one certifies. */
  isNamed: boolean
}

/**
 * Reads a chain of certificates in DER, each certified by the next (RFC 7517 §4.7).
 * @returns undefined where one of them is no certificate
 */
export async function readCertificates(
  chain: readonly Uint8Array<ArrayBuffer>[],
): Promise<Certificate[] | undefined> {
  const read = chain.map(readOne)
  const whole = read.filter((one) => one !== undefined)
  if (whole.length < read.length) return undefined
  return Promise.all(whole.map((one, index) => factsOf(one, whole[index + 1] ?? one)))
}

function readOne(der: Uint8Array<ArrayBuffer>): X509Certificate | undefined {
  try {
    return new X509Certificate(der)
  } catch {
    return undefined
  }
}

async function factsOf(certificate: X509Certificate, next: X509Certificate): Promise<Certificate> {
  const { subject, issuer, serialNumber, notBefore, notAfter, rawData } = certificate
  const names = certificate.getExtension(SubjectAlternativeNameExtension)?.names.items ?? []
  const key = await keyOf(certificate)
  return {
    subject: subject || 'nobody by name',
    issuer,
    names: names.map(({ value }) => value),
    serial: serialNumber,
    notBefore,
    notAfter,
    isAuthority: certificate.getExtension(BasicConstraintsExtension)?.ca ?? false,
    uses: usesOf(certificate.getExtension(KeyUsagesExtension)?.usages ?? 0),
    signature: [certificate.signatureAlgorithm.name, certificate.signatureAlgorithm.hash?.name]
      .filter(Boolean)
      .join(', '),
    key,
    thumbprint: key && (await calculateJwkThumbprint(key)),
    x5t: await hashOf('SHA-1', rawData),
    'x5t#S256': await hashOf('SHA-256', rawData),
    isSigned: await isSigned(certificate, next),
    isNamed: issuer === next.subject,
  }
}

async function isSigned(certificate: X509Certificate, issuer: X509Certificate): Promise<boolean> {
  try {
    return await certificate.verify({ publicKey: issuer.publicKey, signatureOnly: true })
  } catch {
    return false // signed with a key of another kind
  }
}

async function keyOf({ publicKey }: X509Certificate): Promise<JWK | undefined> {
  try {
    const { kty, n, e, crv, x, y } = await crypto.subtle.exportKey('jwk', await publicKey.export())
    return JSON.parse(JSON.stringify({ kty, n, e, crv, x, y })) as JWK
  } catch {
    return undefined
  }
}

function usesOf(flags: number): string[] {
  const names = {
    'signatures of data': KeyUsageFlags.digitalSignature,
    'signatures that commit': KeyUsageFlags.nonRepudiation,
    'encryption of keys': KeyUsageFlags.keyEncipherment,
    'encryption of data': KeyUsageFlags.dataEncipherment,
    'agreement on keys': KeyUsageFlags.keyAgreement,
    certificates: KeyUsageFlags.keyCertSign,
    'lists of what is revoked': KeyUsageFlags.cRLSign,
  }
  return Object.entries(names).flatMap(([name, flag]) => (flags & flag ? [name] : []))
}

async function hashOf(hash: 'SHA-1' | 'SHA-256', bytes: ArrayBuffer): Promise<string> {
  return base64url.encode(new Uint8Array(await crypto.subtle.digest(hash, bytes)))
}
