import type { Decoded } from './decode.ts'
import { finding, found, unneeded } from './finding.ts'
import type { Finding } from './finding.ts'

export interface AccessTokenContext {
  issuer: string
  /** The resource server that the token is shown to. */
  audience: string
  clientId: string
  /** Seconds, on the sandbox's clock. */
  now: number
}

/**
 * What RFC 9068 §4 asks of a resource server, told claim by claim; the signature is a finding of its
 * own. Reads nothing from the network and throws nothing.
 */
export function verifyAccessToken(
  decoded: Decoded,
  { issuer, audience, clientId, now }: AccessTokenContext,
): Finding[] {
  if (decoded.opaque) {
    return [
      unneeded(
        'RFC 6749 §1.4',
        'The token is opaque: a string without parts that anyone but its server can read. What it is good for is in the introspection below.',
      ),
    ]
  }
  const { header, claims } = decoded
  const clause = 'RFC 9068 §4'
  const { typ } = header
  const audiences = [claims.aud].flat()
  const missing = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'].filter(
    (name) => claims[name] === undefined,
  )
  return [
    finding(
      clause,
      '`typ` is `at+jwt`.',
      typ?.toLowerCase().replace(/^application\//, '') === 'at+jwt',
      found(typ),
    ),
    finding(
      clause,
      '`iss` is the issuer that was asked.',
      claims.iss === issuer,
      found(claims.iss),
    ),
    finding(
      clause,
      '`aud` names the resource server.',
      audiences.includes(audience),
      found(claims.aud),
    ),
    finding(
      clause,
      '`exp` has not passed.',
      typeof claims.exp === 'number' && claims.exp > now,
      found(claims.exp),
    ),
    ...(claims.nbf === undefined
      ? []
      : [finding('RFC 7519 §4.1.5', '`nbf` has come.', claims.nbf <= now, found(claims.nbf))]),
    finding(
      'RFC 9068 §2.2',
      'Every claim that must be there is there.',
      missing.length === 0,
      `Missing: ${missing.map((name) => `\`${name}\``).join(', ')}.`,
    ),
    finding(
      'RFC 9068 §2.2',
      '`client_id` is this application.',
      claims['client_id'] === clientId,
      found(claims['client_id']),
    ),
  ]
}
