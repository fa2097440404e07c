import { X509Certificate } from 'node:crypto'
import { isPlain } from '@oauth-lab/kit/http/plain-connection.ts'
import { openConnection } from './doctor/observe/open-connection.ts'
import type { LabFile } from './lab-file.ts'

/**
 * Whether a lab is there whose certificate has ended, so that nothing may be asked of it. Who
 * answers at its origin has the key of an ended certificate that the lab's own root signed.
 */
export async function hasEndedCertificate({ origin, ca, address }: LabFile): Promise<boolean> {
  if (isPlain({ origin })) return false
  const { hostname, port } = new URL(origin)
  const connection = await openConnection({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 443),
    secure: true,
    ca: [ca],
    address,
    timeout: 5000,
  })
  if (connection.state !== 'untrusted' || connection.code !== 'CERT_HAS_EXPIRED') return false
  const leaf = new X509Certificate(connection.chain[0]!)
  return Date.parse(leaf.validTo) < Date.now() && leaf.verify(new X509Certificate(ca).publicKey)
}
