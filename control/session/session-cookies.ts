import type { FastifyReply, FastifyRequest } from 'fastify'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import { cookieName, cookieProtection } from '@oauth-lab/kit/http/cookies.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import type { Administrators } from './administrators.ts'

/** The cookies of who is signed in. */
export interface SessionCookies {
  /** Sets them at a sandbox, one a role, for its own API alone: no external program sees any; without a token they end. */
  set(reply: FastifyReply, sandbox: Pick<Sandbox, 'prefix'>, token: string | undefined): void
  /**
   * Signs who asks by a cookie in at a sandbox that was made for them, which nobody has to sign in at again.
   * A program that sends a token gets none.
   */
  admit(request: FastifyRequest, reply: FastifyReply, sandbox: Sandbox): Promise<void>
}

export function createSessionCookies(
  { environment: { origin }, roles }: Pick<ControlContext, 'environment' | 'roles'>,
  administrators: Administrators,
): SessionCookies {
  const name = cookieName('lab-admin', { origin })
  const set: SessionCookies['set'] = (reply, { prefix }, token) => {
    const own = managedRoles.filter((role) => !roles.isOwn(role))
    for (const path of ['/control/api', ...own.map((role) => `/${role}/admin/api`)]) {
      reply.setCookie(name, token ?? '', {
        path: prefix + path,
        httpOnly: true,
        ...cookieProtection({ origin }, 'strict'),
        ...(token === undefined && { expires: new Date(0) }),
      })
    }
  }
  return {
    set,
    async admit({ headers }, reply, sandbox) {
      if (headers.authorization !== undefined) return
      set(reply, sandbox, await administrators.signIn(sandbox))
    },
  }
}
