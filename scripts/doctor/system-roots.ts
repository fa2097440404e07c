import { X509Certificate } from 'node:crypto'
import { getCACertificates } from 'node:tls'

/** Every authority that Node and this system trust, PEM. */
export function systemRoots(): string[] {
  const kinds = ['default', 'system', 'extra'] as const
  return [...new Set(kinds.flatMap((kind) => getCACertificates(kind)))]
}

/** Whether this system trusts a root. */
export function isTrustedHere(root: string): boolean {
  const { raw } = new X509Certificate(root)
  return getCACertificates('system').some((one) => new X509Certificate(one).raw.equals(raw))
}
