import { dateBesideClock, expected } from '@oauth-lab/kit/check-detail.ts'
import type { JWTPayload } from 'jose'
import { z } from 'zod'
import { check, requireThat } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { audiencesOf } from '../resource.ts'
import { isBefore, isPast, namesOneOf } from './claims.ts'

/** What the authorization server says of a token (RFC 7662 §2.2). */
export const Introspection = z.looseObject({
  active: z.boolean(),
  scope: z.string().optional(),
  client_id: z.string().optional(),
  username: z.string().optional(),
  token_type: z.string().optional(),
  exp: z.number().optional(),
  nbf: z.number().optional(),
  sub: z.string().optional(),
  aud: z.union([z.string(), z.array(z.string())]).optional(),
  iss: z.string().optional(),
  /** To which key the token is bound (RFC 9449 §6.2). */
  cnf: z.looseObject({ jkt: z.string().optional(), 'x5t#S256': z.string().optional() }).optional(),
})
export type Introspection = z.output<typeof Introspection>

/**
 * Refuses a token that the authorization server does not vouch for here and now. The answer may leave
 * `aud` out (RFC 7662 §2.2): then that of a JWT counts, which was verified.
 * @throws Refusal (invalid_token) naming the first check that fails
 */
export function requireVouchedFor(
  exchange: Exchange,
  introspection: Introspection,
  claims: JWTPayload | null,
): void {
  const { sandbox } = exchange
  const { active, token_type, iss, aud, exp, nbf } = introspection
  const inactive =
    'It says active: false; the token has ended, was revoked, or is of another server.'
  if (!check(exchange, 'introspection.active', active, inactive)) return
  requireThat(
    exchange,
    'introspection.access-token',
    token_type === undefined || ['bearer', 'dpop'].includes(token_type.toLowerCase()),
    () => expected(['Bearer', 'DPoP'], token_type),
  )
  const { issuer } = exchange.definition
  const isOurs = iss === undefined || iss === issuer
  requireThat(exchange, 'introspection.issuer', isOurs, () => expected(issuer, iss))
  const wanted = audiencesOf(exchange)
  check(
    exchange,
    'introspection.audience',
    aud === undefined ? claims !== null : namesOneOf(wanted, aud),
    () => expected(wanted, aud),
  )
  const { clock } = sandbox
  const isAlive = exp === undefined || !isPast(exp, clock)
  const expiry = () => dateBesideClock('It expired', exp, clock)
  check(exchange, 'introspection.not-expired', isAlive, expiry)
  const begin = () => dateBesideClock('It begins', nbf, clock)
  check(exchange, 'introspection.not-before', !isBefore(nbf, clock), begin)
}
