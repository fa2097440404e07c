import { X509Certificate as NodeCertificate, createPrivateKey } from 'node:crypto'
import { isIP } from 'node:net'

/** A certificate and its private key, both PEM. */
export interface KeyedCertificate {
  certificate: string
  key: string
}

const day = 24 * 3600 * 1000

/** Names that every leaf carries besides the origin's host. */
export const labNames = ['localhost', 'webserver', '127.0.0.1', '::1']

/** What a person wants to know of a certificate. */
export interface CertificateFacts {
  names: string[]
  issuer: string
  /** SHA-256, hexadecimal pairs. */
  fingerprint: string
  notAfter: Date
}

/** Reads names, issuer, fingerprint and end date from PEM. */
export function readCertificate(pem: string): CertificateFacts {
  const certificate = new NodeCertificate(pem)
  const names = (certificate.subjectAltName ?? '')
    .split(', ')
    .filter(Boolean)
    .map((name) => compact(name.replace(/^(DNS|IP Address):/, '')))
  return {
    names,
    issuer: certificate.issuer,
    fingerprint: certificate.fingerprint256,
    notAfter: new Date(certificate.validTo),
  }
}

/** Whether a leaf fits: signed by the root, good for the host, and not ending within a day. */
export function leafFits(leaf: KeyedCertificate, root: string, host: string): boolean {
  const certificate = new NodeCertificate(leaf.certificate)
  const name = host.replace(/^\[|\]$/g, '')
  const fitsHost = isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)
  return (
    fitsHost !== undefined &&
    certificate.verify(new NodeCertificate(root).publicKey) &&
    certificate.checkPrivateKey(createPrivateKey(leaf.key)) &&
    Date.parse(certificate.validTo) > Date.now() + day
  )
}

/** Whether a root fits: not ending within a day, and its name constraints permit the host. */
export function rootFits(root: string, host: string): boolean {
  const certificate = new NodeCertificate(root)
  const name = host.replace(/^\[|\]$/g, '')
  const bytes =
    isIP(name) === 4 ? Buffer.from(name.split('.').map(Number)) : Buffer.from(name, 'ascii')
  // The lab's own roots hold a host nowhere but in the constraints.
  const permits = labNames.includes(name) || certificate.raw.includes(bytes)
  return permits && Date.parse(certificate.validTo) > Date.now() + day
}

/** Node writes IPv6 addresses in full; everybody else shortens them. */
function compact(name: string): string {
  return isIP(name) === 6 ? new URL(`https://[${name}]`).hostname.slice(1, -1) : name
}
