import type { FastifyRequest } from 'fastify'
import { dateBesideClock, expected } from '@oauth-lab/kit/check-detail.ts'
import type { JWTPayload } from 'jose'
import { z } from 'zod'
import { check, requireThat } from '../checks.ts'
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
})
export type Introspection = z.output<typeof Introspection>

/**
 * Refuses a token that the authorization server does not vouch for here and now. The answer may leave
 * `aud` out (RFC 7662 §2.2): then that of a JWT counts, which was verified.
 * @throws Refusal (invalid_token) naming the first check that fails
 */
export function requireVouchedFor(
  request: FastifyRequest,
  introspection: Introspection,
  claims: JWTPayload | null,
): void {
  const { sandbox } = request
  const { active, token_type, iss, aud, exp, nbf } = introspection
  const inactive =
    'It says active: false; the token has ended, was revoked, or is of another server.'
  if (!check(request, 'introspection.active', active, inactive)) return
  requireThat(
    request,
    'introspection.access-token',
    token_type === undefined || token_type.toLowerCase() === 'bearer',
    () => expected('Bearer', token_type),
  )
  const { issuer } = sandbox.authorizationServer
  const isOurs = iss === undefined || iss === issuer
  requireThat(request, 'introspection.issuer', isOurs, () => expected(issuer, iss))
  const wanted = audiencesOf(request)
  check(
    request,
    'introspection.audience',
    aud === undefined ? claims !== null : namesOneOf(wanted, aud),
    () => expected(wanted, aud),
  )
  const { clock } = sandbox
  const isAlive = exp === undefined || !isPast(exp, clock)
  const expiry = () => dateBesideClock('It expired', exp, clock)
  check(request, 'introspection.not-expired', isAlive, expiry)
  const begin = () => dateBesideClock('It begins', nbf, clock)
  check(request, 'introspection.not-before', !isBefore(nbf, clock), begin)
}
