import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { cookieName, cookieProtection } from '@oauth-lab/kit/http/cookies.ts'
import { requireThat } from '../checks.ts'

const nameFor = ({ sandbox }: FastifyRequest) => cookieName('client-browser', sandbox)

/**
 * The secret of the browser that asks, made at its first visit. It outlives sessions, so that tabs
 * which were opened before a sign-in go on working after it.
 */
export function browserOf(request: FastifyRequest, reply: FastifyReply): string {
  const known = knownBrowser(request)
  if (known !== undefined) return known
  const secret = request.sandbox.random.token()
  reply.setCookie(nameFor(request), secret, cookieOptions(request))
  return boundTo(request, secret)
}

function knownBrowser(request: FastifyRequest): string | undefined {
  const known = request.cookies[nameFor(request)]
  return known !== undefined && /^[\w-]{43}$/.test(known) ? boundTo(request, known) : undefined
}

/** What one sandbox gave a browser is nothing at another one. */
function boundTo({ sandbox }: FastifyRequest, secret: string): string {
  return `${sandbox.base} ${secret}`
}

export function cookieOptions({ sandbox }: FastifyRequest) {
  return {
    path: `${sandbox.prefix}/client`,
    httpOnly: true,
    ...cookieProtection(sandbox, 'lax'),
  }
}

/** A value that this browser's secret gives for a purpose and that doesn't tell the secret. */
export function derive(
  purpose: 'csrf' | 'sign-in' | 'log-out' | 'log-out-here' | `said ${string}`,
  browser: string,
): string {
  return createHash('sha256').update(`${purpose}\0${browser}`).digest('base64url')
}

/**
 * Refuses a form that another site made the browser send (RFC 9700 §4.7). Such a form comes without
 * the cookie; a new one would shut out the pages that are open.
 */
export function requireOwnForm(request: FastifyRequest): Parameters {
  const form = (request.body ?? {}) as Parameters
  const known = knownBrowser(request)
  const wanted = Buffer.from(known === undefined ? '' : derive('csrf', known))
  const given = Buffer.from(String(parameter(form, 'csrf')))
  const same =
    known !== undefined && wanted.length === given.length && timingSafeEqual(wanted, given)
  requireThat(request, 'form.csrf', same, 'Load the page again and repeat what you did.')
  return form
}
