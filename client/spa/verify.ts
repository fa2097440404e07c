import { base64url, compactVerify, createRemoteJWKSet } from 'jose'
import { coreClause, rfc } from './clause.ts'
import type { Clause } from './clause.ts'
import { duration } from './token.ts'
import type { Decoded } from './token.ts'

/** A statement that holds (pass), does not (fail), or was not needed (idle). Backticks mark code. */
export type Check = { state: 'pass' | 'fail' | 'idle'; says: string; clause: Clause }

/** Verifies signatures by the issuer's keys; answers the id of the key, or throws. */
export type VerifySignature = (token: string) => Promise<string>

/** Reads the keys of `jwksUri` when first needed, and again when an unknown key is met. */
export const createSignatureVerifier = (jwksUri: string): VerifySignature => {
  const keys = createRemoteJWKSet(new URL(jwksUri))
  return async (token) => {
    const { protectedHeader } = await compactVerify(token, keys)
    return protectedHeader.kid ?? 'without kid'
  }
}

/** How far times may be apart before clocks count as different, in seconds. */
export const tolerance = 60

/**
 * The server's clock minus this browser's, in seconds; 0 within the tolerance. Read off the access token: its `exp`
 * is on the server's clock, the end computed from `expires_in` when it came is on this browser's.
 */
export const clockOffset = (claims: { exp?: unknown } | undefined, endsHere?: number): number => {
  if (typeof claims?.exp !== 'number' || endsHere === undefined) return 0
  const offset = claims.exp - endsHere
  return Math.abs(offset) > tolerance ? offset : 0
}

const check = (holds: boolean, yes: string, no: string, clause: Clause): Check => ({
  state: holds ? 'pass' : 'fail',
  says: holds ? yes : no,
  clause,
})

const signature = async (
  token: string,
  verifySignature: VerifySignature,
  clause: Clause,
): Promise<Check> => {
  try {
    return {
      state: 'pass',
      says: `The signature is right; key \`${await verifySignature(token)}\`.`,
      clause,
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : 'no reason given'
    return { state: 'fail', says: `The signature could not be verified: ${why}.`, clause }
  }
}

const notEnded = (exp: unknown, now: number, offset: number, clause: Clause): Check => {
  const clocks =
    offset === 0
      ? ''
      : ` The server's clock is ${duration(offset)} ${offset > 0 ? 'ahead of' : 'behind'} this browser's; this page allows for it.`
  return check(
    typeof exp === 'number' && now + offset < exp + tolerance,
    `\`exp\` has not passed.${clocks}`,
    `\`exp\` has passed.${clocks}`,
    clause,
  )
}

const audiences = (aud: unknown): unknown[] => (Array.isArray(aud) ? aud : [aud])

type Common = {
  token: string
  decoded: Decoded
  issuer: string
  verifySignature: VerifySignature
  /** Seconds. */
  now: number
  offset: number
}

/** What a resource server looks at in a JWT access token (RFC 9068 §4), tried here for show. Never throws. */
export const checkAccessToken = async (asked: Common & { resource: string }): Promise<Check[]> => {
  const { header, claims } = asked.decoded
  const typ = String(header['typ'])
    .toLowerCase()
    .replace(/^application\//, '')
  return [
    await signature(asked.token, asked.verifySignature, rfc(7515, '5.2')),
    check(
      typ === 'at+jwt',
      '`typ` is `at+jwt`.',
      `\`typ\` should be \`at+jwt\`; it is \`${typ}\`.`,
      rfc(9068, '2.1'),
    ),
    check(
      claims['iss'] === asked.issuer,
      '`iss` is the issuer that was asked.',
      '`iss` is not the issuer that was asked.',
      rfc(9068, '4'),
    ),
    check(
      audiences(claims['aud']).some(
        (aud) => typeof aud === 'string' && asked.resource.startsWith(`${aud}/`),
      ),
      '`aud` names the resource server.',
      '`aud` does not name the resource server.',
      rfc(9068, '4'),
    ),
    notEnded(claims['exp'], asked.now, asked.offset, rfc(9068, '4')),
  ]
}

const hashes: Record<string, string> = { 256: 'SHA-256', 384: 'SHA-384', 512: 'SHA-512' }

/** The left half of the access token's hash, by the hash of the ID token's algorithm; EdDSA hashes by SHA-512. */
const accessTokenHash = async (accessToken: string, alg: unknown): Promise<string> => {
  const hash = hashes[String(alg).slice(-3)] ?? 'SHA-512'
  const digest = await crypto.subtle.digest(hash, new TextEncoder().encode(accessToken))
  return base64url.encode(new Uint8Array(digest, 0, digest.byteLength / 2))
}

const nonceCheck = (nonce: unknown, sent: string | undefined): Check => {
  if (nonce === undefined) {
    return {
      state: 'idle',
      says: '`nonce`: an ID token from a renewal has none.',
      clause: coreClause('12.2', 'RefreshTokenResponse'),
    }
  }
  return check(
    nonce === sent,
    '`nonce` is the one this page sent.',
    '`nonce` is not the one this page sent.',
    coreClause('3.1.3.7', 'IDTokenValidation'),
  )
}

/** OpenID Connect Core §3.1.3.7 and §3.1.3.8, one statement each. Never throws. */
export const checkIdToken = async (
  asked: Common & { clientId: string; nonce: string | undefined; accessToken: string },
): Promise<Check[]> => {
  const { header, claims } = asked.decoded
  const clause = coreClause('3.1.3.7', 'IDTokenValidation')
  const aud = audiences(claims['aud'])
  const hash = claims['at_hash']
  const azp = claims['azp']
  return [
    await signature(asked.token, asked.verifySignature, clause),
    check(
      claims['iss'] === asked.issuer,
      '`iss` is the issuer that was asked.',
      '`iss` is not the issuer that was asked.',
      clause,
    ),
    check(
      aud.includes(asked.clientId),
      '`aud` is this application.',
      '`aud` is not this application.',
      clause,
    ),
    nonceCheck(claims['nonce'], asked.nonce),
    notEnded(claims['exp'], asked.now, asked.offset, clause),
    hash === undefined
      ? {
          state: 'idle',
          says: '`at_hash`: the ID token carries none.',
          clause: coreClause('3.1.3.8', 'CodeFlowTokenValidation'),
        }
      : check(
          hash === (await accessTokenHash(asked.accessToken, header['alg'])),
          '`at_hash` fits the access token.',
          '`at_hash` does not fit the access token.',
          coreClause('3.1.3.8', 'CodeFlowTokenValidation'),
        ),
    azp === undefined && aud.length === 1
      ? { state: 'idle', says: '`azp`: there is one audience.', clause }
      : check(
          azp === asked.clientId,
          '`azp` is this application.',
          '`azp` is not this application.',
          clause,
        ),
  ]
}

/** OpenID Connect Core §5.3.2: UserInfo must be about the person of the ID token. */
export const checkSubject = (userInfo: unknown, subject: string): Check =>
  check(
    (userInfo as { sub?: unknown } | null)?.sub === subject,
    '`sub` is the one of the ID token.',
    '`sub` is not the one of the ID token: do not use this answer.',
    coreClause('5.3.2', 'UserInfoResponse'),
  )
