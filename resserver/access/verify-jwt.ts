import { compactVerify, errors } from 'jose'
import type { JWTPayload } from 'jose'
import { dateBesideClock, expected, shown } from '@oauth-lab/kit/check-detail.ts'
import type { KeyResolver } from '@oauth-lab/kit/jwks.ts'
import { check, letPass } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { audiencesOf } from '../resource.ts'
import { isBefore, isPast, namesOneOf } from './claims.ts'
import { readJwt } from './read-jwt.ts'

/** What a signature may be made with: asymmetric algorithms only (RFC 9068 §4, RFC 8725 §3.1). */
const algorithms = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ')

/** What an access token carries (RFC 9068 §2.2), and what a JWT of another type must have. */
const required = {
  accessToken: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'],
  other: ['iss', 'exp', 'aud'],
}

/**
 * Verifies an access token as RFC 9068 §4 says, on the sandbox's clock and without leeway. Returns
 * its claims, or null when it is opaque: then introspection alone decides.
 * @throws Refusal (invalid_token) naming the first check that fails
 * @throws PeerError when the issuer's keys can't be had
 */
export async function verifyJwt(
  exchange: Exchange,
  token: string,
  keys: () => Promise<KeyResolver>,
): Promise<JWTPayload | null> {
  const jwt = readJwt(token)
  if (jwt === undefined) return null
  const { sandbox } = exchange
  const { header, claims } = jwt
  const { issuer } = exchange.definition

  const isAccessToken = requireType(exchange, header.typ)
  const isAsymmetric = algorithms.includes(header.alg ?? '')
  const unlike = () => expected(algorithms, header.alg)
  check(exchange, 'token.algorithm', isAsymmetric, unlike)
  check(exchange, 'token.issuer', claims.iss === issuer, () => expected(issuer, claims.iss))
  const fault = await signatureFault(token, keys)
  check(exchange, 'token.signature', fault === undefined, fault)
  const wanted = isAccessToken ? required.accessToken : required.other
  const missing = wanted.filter((name) => claims[name] === undefined)
  check(exchange, 'token.claims', missing.length === 0, `Missing: ${missing.join(', ')}.`)
  check(exchange, 'token.audience', namesOneOf(audiencesOf(exchange), claims.aud), () =>
    expected(audiencesOf(exchange), claims.aud),
  )
  const { exp, nbf } = claims
  const { clock } = sandbox
  const expiry = () => dateBesideClock('It expired', exp, clock)
  check(exchange, 'token.not-expired', !isPast(exp, clock), expiry)
  check(exchange, 'token.not-before', !isBefore(nbf, clock), () =>
    dateBesideClock('It begins', nbf, clock),
  )
  return claims
}

/** Whether the type is RFC 9068's; another one passes where a setting names it, and is told. */
function requireType(exchange: Exchange, typ: unknown): boolean {
  const { tokenTypes } = exchange.configuration
  // A JWT need not say its type (RFC 7519 §5.1).
  const type = lower(typ ?? 'jwt').replace(/^application\//, '')
  if (type !== 'at+jwt' && tokenTypes.some((one) => one.toLowerCase() === type)) {
    letPass(exchange, 'token.type', `It is ${shown(typ)}. The setting tokenTypes allows it.`)
    return false
  }
  check(exchange, 'token.type', typ !== undefined && type === 'at+jwt', () =>
    expected('at+jwt', typ),
  )
  return true
}

/** Why the signature does not verify, in words; undefined when it does. */
async function signatureFault(
  token: string,
  keys: () => Promise<KeyResolver>,
): Promise<string | undefined> {
  try {
    await compactVerify(token, await keys(), { algorithms })
    return undefined
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) return 'No published key fits its kid and alg.'
    if (error instanceof errors.JWKSMultipleMatchingKeys) return 'Several keys fit: it lacks kid.'
    if (error instanceof errors.JOSEError)
      return 'A published key fits its kid and alg; it is not of that key.'
    if (error instanceof TypeError || error instanceof DOMException) return 'It cannot be checked.'
    throw error
  }
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : ''
}
