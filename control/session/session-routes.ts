import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { adminTokenLifetime } from '@oauth-lab/kit/admin/admin-token.ts'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { tryPassword } from '@oauth-lab/kit/admin/try-password.ts'
import type { PasswordAttempts } from '@oauth-lab/kit/admin/try-password.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { cookieName, cookieProtection } from '@oauth-lab/kit/http/cookies.ts'
import type { ControlContext } from '../context.ts'
import { isLearnersPassword } from '../lessons/workshop.ts'
import { managedRoles } from '@oauth-lab/kit/admin/managed-roles.ts'
import type { Administrators } from './administrators.ts'

const Credentials = z.strictObject({
  username: z.string().max(200),
  password: z.string().max(1000),
})

const SessionInfo = z.strictObject({
  username: z.string(),
  wholeLab: z.boolean().describe('false: for the sandbox at which the sign-in was'),
})
type SessionInfo = z.output<typeof SessionInfo>

const SignedIn = z.strictObject({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.number().describe('seconds'),
})

/** Signs administrators in and out, for all roles at once. */
export function sessionRoutes(
  api: FastifyInstance,
  { environment, roles, db }: ControlContext,
  {
    administrators,
    attempts,
  }: {
    administrators: Administrators
    attempts: PasswordAttempts
  },
): void {
  const { origin, administration } = environment
  const name = cookieName('lab-admin', { origin })
  /** One cookie a role, for its own API alone: no external program sees any. */
  const setCookies = (request: FastifyRequest, reply: FastifyReply, token: string | undefined) => {
    const own = managedRoles.filter((role) => !roles.isOwn(role))
    for (const path of ['/control/api', ...own.map((role) => `/${role}/admin/api`)]) {
      reply.setCookie(name, token ?? '', {
        path: request.sandbox.prefix + path,
        httpOnly: true,
        ...cookieProtection({ origin }, 'strict'),
        ...(token === undefined && { expires: new Date(0) }),
      })
    }
  }

  api.post(
    '/session',
    { config: { public: true }, schema: { body: Credentials, response: { 201: SignedIn } } },
    async (request, reply) => {
      const credentials = readDocument(Credentials, request.body)
      const attempt = { ...credentials, address: request.ip }
      // A learner's password is good at the learner's own sandbox.
      const isLearner = await isLearnersPassword(db, request.sandbox, credentials.password)
      const { password } = isLearner ? credentials : administration
      const outcome = await tryPassword({ ...administration, password }, attempts, attempt)
      if ('wait' in outcome) {
        reply.header('retry-after', outcome.wait)
        throw new AdminError(429, 'too_many_attempts', outcome.description)
      }
      if (!outcome.isRight) {
        throw new AdminError(401, 'wrong_credentials', 'The user name or the password is wrong.')
      }
      const token = await administrators.signIn(request.sandbox)
      setCookies(request, reply, token)
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ access_token: token, token_type: 'Bearer', expires_in: adminTokenLifetime })
    },
  )
  const response = { 200: SessionInfo }
  api.get('/session', { schema: { response } }, (request, reply): SessionInfo => {
    reply.header('cache-control', 'no-store')
    return { username: request.administrator, wholeLab: request.ofWholeLab }
  })
  api.delete('/session', { schema: { response: { 204: Done } } }, async (request, reply) => {
    await administrators.signOut(request.ofWholeLab ? undefined : request.sandbox)
    setCookies(request, reply, undefined)
    return reply.code(204).send()
  })
}
