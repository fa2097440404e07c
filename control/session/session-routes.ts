import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { adminTokenLifetime } from '@oauth-lab/kit/admin/admin-token.ts'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { tryPassword } from '@oauth-lab/kit/admin/try-password.ts'
import type { PasswordAttempts } from '@oauth-lab/kit/admin/try-password.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import type { ControlContext } from '../context.ts'
import { isLearnersPassword } from '../lessons/workshop.ts'
import type { Administrators } from './administrators.ts'
import type { SessionCookies } from './session-cookies.ts'

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
  { environment, db }: ControlContext,
  {
    administrators,
    attempts,
    cookies,
  }: {
    administrators: Administrators
    attempts: PasswordAttempts
    cookies: SessionCookies
  },
): void {
  const { administration } = environment

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
      cookies.set(reply, request.sandbox, token)
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
    cookies.set(reply, request.sandbox, undefined)
    return reply.code(204).send()
  })
}
