import { compactVerify, errors } from 'jose'
import type { JWTPayload } from 'jose'
import type { FastifyRequest } from 'fastify'
import type { KeyResolver } from '@oauth-lab/kit/jwks.ts'
import { check } from '../checks.ts'
import { issuerOf, resourceOf } from '../resource.ts'
import { isBefore, isPast, names } from './claims.ts'
import { readJwt } from './read-jwt.ts'

/** What a signature may be made with: asymmetric algorithms only (RFC 9068 §4, RFC 8725 §3.1). */
export const algorithms =
  'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ')

const types = ['at+jwt', 'application/at+jwt']
const required = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti']

/**
 * Verifies an access token as RFC 9068 §4 says, on the sandbox's clock and without leeway. Returns
 * its claims, or null when it is opaque: then introspection alone decides.
 * @throws Refusal (invalid_token) naming the first check that fails
 * @throws PeerError when the issuer's keys can't be had
 */
export async function verifyJwt(
  request: FastifyRequest,
  token: string,
  keys: () => Promise<KeyResolver>,
): Promise<JWTPayload | null> {
  const jwt = readJwt(token)
  if (jwt === undefined) return null
  const { sandbox } = request
  const { header, claims } = jwt

  check(request, 'token.type', types.includes(lower(header.typ)), found(header.typ))
  check(request, 'token.algorithm', algorithms.includes(header.alg ?? ''), found(header.alg))
  check(request, 'token.issuer', claims.iss === issuerOf(sandbox), found(claims.iss))
  const fault = await signatureFault(token, keys)
  check(request, 'token.signature', fault === undefined, fault)
  const missing = required.filter((name) => claims[name] === undefined)
  check(request, 'token.claims', missing.length === 0, `Missing: ${missing.join(', ')}.`)
  check(request, 'token.audience', names(claims.aud, resourceOf(sandbox)), found(claims.aud))
  check(request, 'token.not-expired', !isPast(claims.exp, sandbox.clock))
  check(request, 'token.not-before', !isBefore(claims.nbf, sandbox.clock))
  return claims
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
    if (error instanceof errors.JOSEError) return 'It does not.'
    if (error instanceof TypeError || error instanceof DOMException) return 'It cannot be checked.'
    throw error
  }
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : ''
}

function found(value: unknown): string {
  return value === undefined ? 'There is none.' : `It is ${JSON.stringify(value).slice(0, 200)}.`
}
