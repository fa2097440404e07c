import { readClaims, signClaims } from './signed-claims.ts'

/** Who answers an authorization request in a person's place, and how. */
export interface StandIn {
  username: string
  deny?: boolean | undefined
  /** What is allowed; all that is asked for, unless told. */
  scopes?: string[] | undefined
}

/** The cookie in which it comes; `cookieName` completes the name. */
export const standInCookie = 'authserver-stand-in'

const purpose = 'lab-stand-in'
/** Milliseconds of real time. */
const lifetime = 60_000

interface Claims {
  base: string
  standIn: StandIn
  /** Milliseconds. */
  expiresAt: number
}

/** Signs with the lab's key that somebody answers in one sandbox, for a minute. */
export function createStandIn(key: string, base: string, standIn: StandIn): string {
  const claims: Claims = { base, standIn, expiresAt: Date.now() + lifetime }
  return encodeURIComponent(signClaims(key, purpose, claims))
}

/** What {@link createStandIn} signed for this sandbox, as the cookie brings it; else undefined. */
export function readStandIn(key: string, base: string, cookie: string): StandIn | undefined {
  const claims = readClaims(key, purpose, cookie) as Claims | undefined
  if (claims?.base !== base || claims.expiresAt <= Date.now()) return undefined
  return claims.standIn
}
