import type { FastifyReply, FastifyRequest } from 'fastify'
import { cookieName } from '@oauth-lab/kit/http/cookies.ts'
import { browserOf, cookieOptions, derive } from '../sign-in/browser.ts'
import { deeds } from '../words/deeds.ts'
import type { Deed } from '../words/deeds.ts'

/** Seconds, real time, in which the page that tells it must be asked for: a log-out goes by another server. */
const lifetime = 600

const nameFor = ({ sandbox }: FastifyRequest) => cookieName('client-said', sandbox)

/** Keeps what a button did for the page that comes next. Only this client could have written it. */
export function keepSaid(request: FastifyRequest, reply: FastifyReply, deed: Deed): void {
  const value = derive(`said ${deed}`, browserOf(request, reply))
  reply.setCookie(nameFor(request), value, { ...cookieOptions(request), maxAge: lifetime })
}

/** What the last button did; it is told once. */
export function takeSaid(request: FastifyRequest, reply: FastifyReply): Deed | undefined {
  const said = request.cookies[nameFor(request)]
  if (said === undefined) return undefined
  reply.clearCookie(nameFor(request), cookieOptions(request))
  const browser = browserOf(request, reply)
  return deeds.find((deed) => derive(`said ${deed}`, browser) === said)
}
