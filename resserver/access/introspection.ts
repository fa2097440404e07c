import type { FastifyRequest } from 'fastify'
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
  if (!check(request, 'introspection.active', active)) return
  requireThat(
    request,
    'introspection.access-token',
    token_type === undefined || token_type.toLowerCase() === 'bearer',
  )
  const { issuer } = sandbox.authorizationServer
  requireThat(request, 'introspection.issuer', iss === undefined || iss === issuer)
  const wanted = audiencesOf(request)
  check(
    request,
    'introspection.audience',
    aud === undefined ? claims !== null : namesOneOf(wanted, aud),
    `${aud === undefined ? 'It names none' : `It is ${JSON.stringify(aud)}`}. Asked for: ${wanted.join(' or ')}.`,
  )
  check(request, 'introspection.not-expired', exp === undefined || !isPast(exp, sandbox.clock))
  check(request, 'introspection.not-before', !isBefore(nbf, sandbox.clock))
}
