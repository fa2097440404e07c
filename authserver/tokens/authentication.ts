/** How and when a user signed in, as tokens tell it. */
export interface Authentication {
  /** Seconds since the epoch (OpenID Connect Core §2). */
  auth_time: number
  /** RFC 8176. */
  amr: string[]
  acr: string
  /** The session at this server, when it keeps one. */
  sid?: string
}

/** How a user came, as a session begins with it. */
export interface Came {
  /** RFC 8176; `fed` is a sign-in at another server. */
  amr: string[]
  /** Seconds; now unless another server says when it asked (OpenID Connect Core §2). */
  auth_time?: number
  /** From which other server, where a log-out is to go on there. */
  upstream?: Upstream
}

/** The server at which a user signed in instead. */
export interface Upstream {
  /** Its name in the configuration. */
  provider: string
  /** The ID token that it sent, sealed for the browser. */
  sealedIdToken: string
}

export const oneFactor = 'urn:oauth-lab:one-factor'
export const twoFactors = 'urn:oauth-lab:two-factors'

/** From the weakest to the strongest. */
export const acrs: readonly string[] = [oneFactor, twoFactors]

/** The authentication context class that the methods reach. */
export function acrOf(amr: string[]): string {
  return amr.includes('otp') || amr.includes('mfa') ? twoFactors : oneFactor
}
