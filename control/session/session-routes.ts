import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { adminTokenLifetime } from '@oauth-lab/kit/admin/admin-token.ts'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { tryPassword } from '@oauth-lab/kit/admin/try-password.ts'
import type { PasswordAttempts } from '@oauth-lab/kit/admin/try-password.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { defaultSandbox } from '@oauth-lab/kit/sandbox.ts'
import type { ControlContext } from '../context.ts'
import { isLearnersPassword } from '../lessons/workshop.ts'
import { requireSandbox } from '../sandboxes.ts'
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
  { environment, db, sandboxes, roles }: ControlContext,
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
  const answer = (reply: FastifyReply, token: string) =>
    reply
      .code(201)
      .header('cache-control', 'no-store')
      .send({ access_token: token, token_type: 'Bearer', expires_in: adminTokenLifetime })

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
      return answer(reply, token)
    },
  )
  // Who is signed in at the lab needs no password to go to a sandbox; its audit log says who came.
  api.post(
    '/sandboxes/:id/session',
    { config: { wholeLab: true }, schema: { response: { 201: SignedIn } } },
    async (request, reply) => {
      const { id } = request.params as { id: string }
      if (id === defaultSandbox) {
        throw new AdminError(409, 'default_sandbox', 'You are signed in at the lab already.')
      }
      const sandbox = requireSandbox(sandboxes, id)
      if (!roles.isOwn('authserver')) await roles.call(sandbox, 'authserver', 'POST', 'sign-ins')
      const token = await administrators.signIn(sandbox)
      cookies.set(reply, sandbox, token)
      return answer(reply, token)
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
