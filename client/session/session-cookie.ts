import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieOptions } from '../sign-in/browser.ts'

const name = '__Secure-client-session'

/** The hash under which the browser's session is stored, if it has one. */
export function sessionHashOf(request: FastifyRequest): string | undefined {
  const id = request.cookies[name]
  return id === undefined ? undefined : hash(id)
}

/** Gives the browser a new session id, so that one known before the sign-in opens nothing; returns its hash. */
export function rotateSession(request: FastifyRequest, reply: FastifyReply): string {
  const id = request.sandbox.random.token()
  reply.setCookie(name, id, cookieOptions(request))
  return hash(id)
}

export function clearSession(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(name, cookieOptions(request))
}

function hash(id: string): string {
  return createHash('sha256').update(id).digest('base64url')
}
