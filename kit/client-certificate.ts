import { hash, X509Certificate } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

/** By which the web server hands on the certificate that a client has shown to it (RFC 9440 §2.2); nobody else can. */
export const certificateHeader = 'client-cert'

/** A certificate as that header has it: DER in Base64 between colons (RFC 9440 §2.1). */
export function writeCertificate(der: Buffer): string {
  return `:${der.toString('base64')}:`
}

/** As the header has it: that of RFC 9440, or PEM with percent-encodings, since nginx writes no other. */
function readCertificate(text: string): X509Certificate {
  return new X509Certificate(
    text.startsWith(':') ? Buffer.from(text.slice(1, -1), 'base64') : decodeURIComponent(text),
  )
}

/**
 * The certificate that the client of a request has shown (RFC 8705 §2). Undefined where it has shown none, or
 * the lab has no place for one.
 */
export function clientCertificate({
  headers,
  sandbox,
}: FastifyRequest): X509Certificate | undefined {
  const text = headers[certificateHeader]
  if (sandbox.mtlsOrigin === undefined || typeof text !== 'string') return undefined
  try {
    return readCertificate(text)
  } catch {
    return undefined
  }
}

/** The thumbprint by which a token names a certificate, member `x5t#S256` of `cnf` (RFC 8705 §3.1). */
export function certificateThumbprint({ raw }: X509Certificate): string {
  return hash('sha256', raw, 'base64url')
}
