/** A warning that is no fault of the lab, and why. */
export interface Accepted {
  /** The module's name; every module unless told. */
  module?: string
  /** The condition's class. */
  condition: string
  /** What its message has, where the condition may say something else too. */
  says?: string
  reason: string
}

const behindNoProxy: Omit<Accepted, 'condition'> = {
  says: 'not found',
  reason: 'The suite runs without the proxy that tells it by which TLS it was called.',
}

/** The only warnings with which a run is good. A failure is never accepted. */
export const accepted: readonly Accepted[] = [
  { condition: 'EnsureIncomingTls12WithSecureCipherOrTls13', ...behindNoProxy },
  { condition: 'EnsureIncomingTls13', ...behindNoProxy },
  {
    condition: 'CheckForUnexpectedClaimsInIdToken',
    says: '(sid)',
    reason:
      'OpenID Connect Front-Channel Logout §3 has the claim sid; the condition does not know it.',
  },
]
