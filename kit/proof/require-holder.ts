import { expected, shown } from '../check-detail.ts'
import { createCheck, createRequireThat } from '../checks.ts'
import type { RequireThat } from '../checks.ts'
import { certificateThumbprint, clientCertificate } from '../client-certificate.ts'
import { proofChecks } from './checks.ts'
import { requireProof } from './require-proof.ts'
import type { ProvenRequest } from './require-proof.ts'

const check = createCheck(proofChecks)
const requireThat: RequireThat<typeof proofChecks> = createRequireThat(proofChecks)

/** How a request carries its access token (RFC 6750 §2.1, RFC 9449 §7.1). */
export type TokenScheme = 'Bearer' | 'DPoP'

/** An access token as it came. */
export interface SentToken {
  scheme: TokenScheme
  token: string
}

/** To what a token is bound (RFC 7800 §3.1), as far as it is known here. */
export interface BoundTo {
  jkt?: unknown
  'x5t#S256'?: unknown
}

/**
 * Requires that who sends an access token has the key to which it is bound (RFC 9449 §7.1). A bound token is
 * refused as a bearer token (§7.2), and one that is not bound by the scheme DPoP. One that is bound to a
 * certificate takes that certificate (RFC 8705 §3).
 * @throws Refusal (invalid_dpop_proof, use_dpop_nonce, invalid_token)
 */
export async function requireHolder(
  proven: ProvenRequest,
  { scheme, token }: SentToken,
  { jkt, 'x5t#S256': thumbprint }: BoundTo,
): Promise<void> {
  if (thumbprint !== undefined) requireCertificate(proven, thumbprint)
  if (scheme === 'Bearer') {
    check(proven, 'dpop.not-as-bearer', jkt === undefined)
    return
  }
  const shownKey = await requireProof(proven, token)
  requireThat(proven, 'dpop.token-bound', jkt !== undefined)
  if (shownKey === undefined) return
  check(proven, 'dpop.token-key', shownKey === jkt, () => expected(shown(jkt), shownKey))
}

function requireCertificate(proven: ProvenRequest, wanted: unknown): void {
  const shownOne = clientCertificate(proven.request)
  const found = shownOne && certificateThumbprint(shownOne)
  check(proven, 'certificate.of-token', found === wanted, () => expected(shown(wanted), found))
}
