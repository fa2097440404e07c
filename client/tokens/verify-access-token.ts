import { dateBesideClock, expected } from '@oauth-lab/kit/check-detail.ts'
import type { AuthorizationServer } from '@oauth-lab/kit/authorization-server.ts'
import type { Clock } from '@oauth-lab/kit/clock.ts'
import type { Decoded } from './decode.ts'
import { finding, unneeded } from './finding.ts'
import type { Finding } from './finding.ts'

export interface AccessTokenContext {
  server: Pick<AuthorizationServer, 'issuer' | 'audience' | 'tokenTypes'>
  clientId: string
  clock: Clock
}

/**
 * What RFC 9068 §4 asks of a resource server, told claim by claim. The signature is another
 * finding. Reads nothing from the network and throws nothing.
 */
export function verifyAccessToken(
  decoded: Decoded,
  { server, clientId, clock }: AccessTokenContext,
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
  const { issuer, audience } = server
  const audiences = [claims.aud].flat()
  const type = typeFinding(header.typ, server.tokenTypes)
  const wanted = type.outcome === 'waived' ? ['iss', 'exp', 'aud'] : everyClaim
  const missing = wanted.filter((name) => claims[name] === undefined)
  return [
    type,
    finding(clause, claims.iss === issuer, {
      held: '`iss` is the issuer that was asked.',
      broken: '`iss` is not the issuer that was asked.',
      detail: expected(issuer, claims.iss),
    }),
    finding(clause, audiences.includes(audience), {
      held: '`aud` names the resource server.',
      broken: '`aud` does not name the resource server.',
      detail: expected(audience, claims.aud),
    }),
    finding(clause, typeof claims.exp === 'number' && claims.exp > clock.seconds(), {
      held: '`exp` has not passed.',
      broken: '`exp` has passed.',
      detail: dateBesideClock('It ended', claims.exp, clock),
    }),
    ...(claims.nbf === undefined
      ? []
      : [
          finding('RFC 7519 §4.1.5', claims.nbf <= clock.seconds(), {
            held: '`nbf` has come.',
            broken: '`nbf` has not come.',
            detail: dateBesideClock('It begins', claims.nbf, clock),
          }),
        ]),
    finding('RFC 9068 §2.2', missing.length === 0, {
      held: 'Every claim that must be there is there.',
      broken: 'A claim that must be there is missing.',
      detail: `Missing: ${missing.map((name) => `\`${name}\``).join(', ')}.`,
    }),
    type.outcome === 'waived' && claims['client_id'] === undefined
      ? unneeded('RFC 9068 §2.2', '`client_id`: a JWT of this type need not name the application.')
      : finding('RFC 9068 §2.2', claims['client_id'] === clientId, {
          held: '`client_id` is this application.',
          broken: '`client_id` is not this application.',
          detail: expected(clientId, claims['client_id']),
        }),
  ]
}

const everyClaim = ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti']

/** Another type than RFC 9068's is a leniency that the settings name. */
function typeFinding(typ: string | undefined, allowed: readonly string[]): Finding {
  // A JWT need not say its type (RFC 7519 §5.1).
  const type = (typ ?? 'jwt').toLowerCase().replace(/^application\//, '')
  const holds = typ !== undefined && type === 'at+jwt'
  const told = finding('RFC 9068 §4', holds, {
    held: '`typ` is `at+jwt`.',
    broken: '`typ` is not `at+jwt`.',
    detail: expected('at+jwt', typ),
  })
  if (holds || !allowed.some((one) => one.toLowerCase() === type)) return told
  return { ...told, outcome: 'waived', detail: `${told.detail} \`LAB_TOKEN_TYPE\` allows it.` }
}
