import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieName } from '@oauth-lab/kit/http/cookies.ts'
import { cookieOptions } from '../sign-in/browser.ts'

const nameFor = ({ sandbox }: FastifyRequest) => cookieName('client-session', sandbox)

/** The hash under which the browser's session is stored, if it has one. */
export function sessionHashOf(request: FastifyRequest): string | undefined {
  const id = request.cookies[nameFor(request)]
  return id === undefined ? undefined : hash(id)
}

/** Gives the browser a new session id, so that one known before the sign-in opens nothing; returns its hash. */
export function rotateSession(request: FastifyRequest, reply: FastifyReply): string {
  const id = request.sandbox.random.token()
  reply.setCookie(nameFor(request), id, cookieOptions(request))
  return hash(id)
}

export function clearSession(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(nameFor(request), cookieOptions(request))
}

function hash(id: string): string {
  return createHash('sha256').update(id).digest('base64url')
}
