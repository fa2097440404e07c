import { base64url, compactVerify, createRemoteJWKSet } from 'jose'
import { coreClause, rfc } from './clause.ts'
import type { Clause } from './clause.ts'
import { duration, utc } from './token.ts'
import type { Decoded } from './token.ts'

/**
 * A rule that holds (pass), does not (fail), is waived by a setting (waive), or was not needed
 * (idle). It says what is so, and for one that does not hold what was expected and what came.
 * Backticks mark code.
 */
export type Check = {
  state: 'pass' | 'fail' | 'waive' | 'idle'
  says: string
  detail?: string
  clause: Clause
}

/** Verifies signatures by the issuer's keys; answers the id of the key, or throws. */
export type VerifySignature = (token: string) => Promise<string>

/** Reads the keys of `jwksUri` when first needed, and again whenever a token names an unknown key. */
export const createSignatureVerifier = (jwksUri: string): VerifySignature => {
  const keys = createRemoteJWKSet(new URL(jwksUri), { cooldownDuration: 0 })
  return async (token) => {
    const { protectedHeader } = await compactVerify(token, keys)
    return protectedHeader.kid ?? 'without kid'
  }
}

/** How far times may be apart before clocks count as different, in seconds. */
const tolerance = 60

/**
 * The server's clock minus this browser's, in seconds; 0 within the tolerance. The access token
 * tells it: its `exp` is on the server's clock. The end computed from `expires_in` when it came is
 * on this browser's.
 */
export const clockOffset = (claims: { exp?: unknown } | undefined, endsHere?: number): number => {
  if (typeof claims?.exp !== 'number' || endsHere === undefined) return 0
  const offset = claims.exp - endsHere
  return Math.abs(offset) > tolerance ? offset : 0
}

/**
 * What is said of a rule that holds, and of one that does not: then what was expected and what
 * came.
 */
type Sentences = { held: string; broken: string; detail: string }

const check = (clause: Clause, holds: boolean, { held, broken, detail }: Sentences): Check =>
  holds ? { state: 'pass', says: held, clause } : { state: 'fail', says: broken, detail, clause }

/** A rule that does not apply here, with the reason. */
export const unneeded = (clause: Clause, says: string): Check => ({ state: 'idle', says, clause })

const shown = (value: unknown): string =>
  value === undefined ? 'none' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``

const expected = (wanted: string | undefined, found: unknown): string =>
  `Expected ${shown(wanted)}, found ${shown(found)}.`

const signature = async (
  token: string,
  verifySignature: VerifySignature,
  clause: Clause,
): Promise<Check> => {
  try {
    const key = await verifySignature(token)
    return { state: 'pass', says: `The signature is right; key \`${key}\`.`, clause }
  } catch (error) {
    const why = error instanceof Error ? error.message : 'no reason given'
    const detail = `${why.replace(/\.$/, '')}.`
    return { state: 'fail', says: 'The signature could not be verified.', detail, clause }
  }
}

const notEnded = (exp: unknown, now: number, offset: number, clause: Clause): Check => {
  const clocks =
    offset === 0
      ? ''
      : ` The server's clock is ${duration(offset)} ${offset > 0 ? 'ahead of' : 'behind'} this browser's; this page allows for it.`
  const ended = typeof exp === 'number' ? `It ended ${utc(exp)}` : `It is ${shown(exp)}`
  return check(clause, typeof exp === 'number' && now + offset < exp + tolerance, {
    held: `\`exp\` has not passed.${clocks}`,
    broken: '`exp` has passed.',
    detail: `${ended}; this browser's clock says ${utc(now)}.${clocks}`,
  })
}

const ofIssuer = (clause: Clause, iss: unknown, issuer: string): Check =>
  check(clause, iss === issuer, {
    held: '`iss` is the issuer that was asked.',
    broken: '`iss` is not the issuer that was asked.',
    detail: expected(issuer, iss),
  })

const audiences = (aud: unknown): unknown[] => (Array.isArray(aud) ? aud : [aud])

/** Another type than RFC 9068's passes where a setting names it, and is told. A JWT need not say its type. */
const ofType = (typ: unknown, allowed: readonly string[]): Check => {
  const type = (typeof typ === 'string' ? typ : 'jwt').toLowerCase().replace(/^application\//, '')
  const told = check(rfc(9068, '2.1'), typ !== undefined && type === 'at+jwt', {
    held: '`typ` is `at+jwt`.',
    broken: '`typ` is not `at+jwt`.',
    detail: expected('at+jwt', typ),
  })
  if (told.state === 'pass' || !allowed.some((one) => one.toLowerCase() === type)) return told
  return { ...told, state: 'waive', detail: `${told.detail} The settings of the lab allow it.` }
}

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
export const checkAccessToken = async (
  asked: Common & { resource: string; audience: string; tokenTypes: readonly string[] },
): Promise<Check[]> => {
  const { header, claims } = asked.decoded
  const wanted = [asked.audience, asked.resource]
  return [
    await signature(asked.token, asked.verifySignature, rfc(7515, '5.2')),
    ofType(header['typ'], asked.tokenTypes),
    ofIssuer(rfc(9068, '4'), claims['iss'], asked.issuer),
    check(
      rfc(9068, '4'),
      audiences(claims['aud']).some((one) => wanted.includes(String(one))),
      {
        held: '`aud` names the resource server.',
        broken: '`aud` does not name the resource server.',
        detail: expected(asked.audience, claims['aud']),
      },
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
    const clause = coreClause('12.2', 'RefreshTokenResponse')
    return unneeded(clause, '`nonce`: an ID token from a renewal has none.')
  }
  return check(coreClause('3.1.3.7', 'IDTokenValidation'), nonce === sent, {
    held: '`nonce` is the one that this page sent.',
    broken: '`nonce` is not the one that this page sent.',
    detail: expected(sent, nonce),
  })
}

const authorizedParty = (clause: Clause, azp: unknown, aud: unknown[], clientId: string): Check =>
  azp === undefined && aud.length === 1
    ? unneeded(clause, '`azp`: there is one audience.')
    : check(clause, azp === clientId, {
        held: '`azp` is this application.',
        broken: '`azp` is not this application.',
        detail: expected(clientId, azp),
      })

const fitsAccessToken = async (
  hash: unknown,
  accessToken: string,
  alg: unknown,
): Promise<Check> => {
  const clause = coreClause('3.1.3.8', 'CodeFlowTokenValidation')
  if (hash === undefined) return unneeded(clause, '`at_hash`: the ID token carries none.')
  const wanted = await accessTokenHash(accessToken, alg)
  return check(clause, hash === wanted, {
    held: '`at_hash` fits the access token.',
    broken: '`at_hash` does not fit the access token.',
    detail: expected(wanted, hash),
  })
}

/** OpenID Connect Core §3.1.3.7 and §3.1.3.8, one statement each. Never throws. */
export const checkIdToken = async (
  asked: Common & { clientId: string; nonce: string | undefined; accessToken: string },
): Promise<Check[]> => {
  const { header, claims } = asked.decoded
  const clause = coreClause('3.1.3.7', 'IDTokenValidation')
  const aud = audiences(claims['aud'])
  return [
    await signature(asked.token, asked.verifySignature, clause),
    ofIssuer(clause, claims['iss'], asked.issuer),
    check(clause, aud.includes(asked.clientId), {
      held: '`aud` is this application.',
      broken: '`aud` is not this application.',
      detail: expected(asked.clientId, claims['aud']),
    }),
    nonceCheck(claims['nonce'], asked.nonce),
    notEnded(claims['exp'], asked.now, asked.offset, clause),
    await fitsAccessToken(claims['at_hash'], asked.accessToken, header['alg']),
    authorizedParty(clause, claims['azp'], aud, asked.clientId),
  ]
}

/** OpenID Connect Core §5.3.2: UserInfo must be about the person of the ID token. */
export const checkSubject = (userInfo: unknown, subject: string): Check => {
  const sub = (userInfo as { sub?: unknown } | null)?.sub
  return check(coreClause('5.3.2', 'UserInfoResponse'), sub === subject, {
    held: '`sub` is the one of the ID token.',
    broken: '`sub` is not the one of the ID token: do not use this answer.',
    detail: expected(subject, sub),
  })
}
