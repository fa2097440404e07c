import type { Finding } from '../finding.ts'
import { findingsOf } from '../finding.ts'

const { ok, note } = findingsOf('trust')

/**
 * Whether this system trusts the lab's root; only browsers and people's own programs need that.
 * @param trusted undefined for a lab without TLS, which has no root
 */
export function examineTrustedRoot(trusted: boolean | undefined): Finding[] {
  if (trusted === undefined) return []
  return trusted
    ? [ok('this system trusts the lab’s root certificate')]
    : [note('this system does not trust the lab’s root, so browsers warn', { fix: './lab trust' })]
}
