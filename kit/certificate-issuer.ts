import 'reflect-metadata'
import { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import * as x509 from '@peculiar/x509'
import { labNames } from './certificates.ts'
import type { KeyedCertificate } from './certificates.ts'
import { splitName } from './distinguished-name.ts'

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 24 * 3600 * 1000

/**
 * Makes the lab's root: self-signed and valid for ten years. Critical name constraints (RFC 5280
 * §4.2.1.10) limit it to the lab's names and the origin's host.
 */
export function createRoot(host: string): Promise<KeyedCertificate> {
  const { keyCertSign, cRLSign } = x509.KeyUsageFlags
  return createAuthority('CN=OAuth Lab root', keyCertSign | cRLSign, [
    nameConstraints(namesFor(host)),
  ])
}

/** Makes a leaf for the lab's names and the origin's host below the root, valid for a year. */
export async function createLeaf(
  root: KeyedCertificate,
  host: string,
  days = 365,
): Promise<KeyedCertificate> {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto)
  const issuer = new x509.X509Certificate(root.certificate)
  const keys = await generateKeys()
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${host}`,
    issuer: issuer.subject,
    serialNumber: serialNumber(),
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + days * day),
    publicKey: keys.publicKey,
    signingKey: await importKey(root.key),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      new x509.SubjectAlternativeNameExtension(
        namesFor(host).map((value) => ({
          type: isIP(value) ? ('ip' as const) : ('dns' as const),
          value,
        })),
      ),
    ],
  })
  return { certificate: certificate.toString('pem'), key: await exportKey(keys.privateKey) }
}

/** Makes an authority for certificates of clients: self-signed and valid for ten years. */
export function createClientAuthority(): Promise<KeyedCertificate> {
  return createAuthority('CN=OAuth Lab clients', x509.KeyUsageFlags.keyCertSign)
}

async function createAuthority(
  name: string,
  usages: x509.KeyUsageFlags,
  others: readonly x509.Extension[] = [],
): Promise<KeyedCertificate> {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto)
  const keys = await generateKeys()
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    serialNumber: serialNumber(),
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + 3650 * day),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(usages, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ...others,
    ],
  })
  return { certificate: certificate.toString('pem'), key: await exportKey(keys.privateKey) }
}

/** Whose certificate it is, as a distinguished name and as alternative names (RFC 5280 §4.1.2.6, §4.2.1.6). */
export interface ClientSubject {
  /** As RFC 4514 writes it, such as `CN=billing,O=Example`. */
  subject: string
  names?: x509.JsonGeneralNames
  /** When it begins and ends; a day ago, and a year from now. */
  begins?: Date
  ends?: Date
}

/**
 * Makes a certificate for a client (RFC 8705 §2).
 * @param authority whose it is below; without one it signs itself
 * @throws Error for a name that is none
 */
export async function createClientCertificate(
  authority: KeyedCertificate | undefined,
  { subject, names = [], begins, ends }: ClientSubject,
): Promise<KeyedCertificate> {
  x509.cryptoProvider.set(webcrypto as unknown as Crypto)
  const keys = await generateKeys()
  const issuer = authority && new x509.X509Certificate(authority.certificate)
  const own = splitName(subject).toReversed().join(',')
  const certificate = await x509.X509CertificateGenerator.create({
    subject: own,
    issuer: issuer?.subject ?? own,
    serialNumber: serialNumber(),
    notBefore: begins ?? new Date(Date.now() - day),
    notAfter: ends ?? new Date(Date.now() + 365 * day),
    publicKey: keys.publicKey,
    signingKey: authority === undefined ? keys.privateKey : await importKey(authority.key),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
      ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)]),
    ],
  })
  return { certificate: certificate.toString('pem'), key: await exportKey(keys.privateKey) }
}

function namesFor(host: string): string[] {
  return [...new Set([...labNames, host.replace(/^\[|\]$/g, '')])]
}

function nameConstraints(names: string[]): x509.Extension {
  const addresses = new Set(['127.0.0.0/255.0.0.0', ...names.filter((name) => isIP(name) === 4)])
  const permitted = [
    ...names.filter((name) => !isIP(name)).map((name) => der(0x82, Buffer.from(name, 'ascii'))),
    ...[...addresses].map((address) => der(0x87, ipv4Subtree(address))),
    der(
      0x87,
      Buffer.concat([
        Buffer.from('00000000000000000000000000000001', 'hex'),
        Buffer.alloc(16, 0xff),
      ]),
    ),
  ].map((name) => der(0x30, name))
  const value = der(0x30, der(0xa0, Buffer.concat(permitted)))
  return new x509.Extension('2.5.29.30', true, new Uint8Array(value))
}

function ipv4Subtree(text: string): Buffer {
  const [address, mask = '255.255.255.255'] = text.split('/')
  return Buffer.from(`${address}.${mask}`.split('.').map(Number))
}

/** One DER element; the lab's constraints stay far below 64 KiB. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const head =
    length < 128
      ? [tag, length]
      : length < 256
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from(head), content])
}

function serialNumber(): string {
  const bytes = webcrypto.getRandomValues(new Uint8Array(16))
  bytes[0]! &= 0x7f
  return Buffer.from(bytes).toString('hex')
}

function generateKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<CryptoKeyPair>
}

async function exportKey(key: CryptoKey): Promise<string> {
  const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', key)
  return x509.PemConverter.encode(pkcs8, 'PRIVATE KEY')
}

async function importKey(pem: string): Promise<CryptoKey> {
  const [pkcs8] = x509.PemConverter.decode(pem)
  return (await webcrypto.subtle.importKey('pkcs8', pkcs8!, algorithm, false, [
    'sign',
  ])) as CryptoKey
}
