import type { FastifyInstance } from 'fastify'
import { refuseUnknown } from '@oauth-lab/kit/admin/admin-error.ts'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { ById } from '@oauth-lab/kit/admin/list-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import type { AdminParts } from '../admin-parts.ts'
import { createEndSession } from '../session/end-session.ts'
import { findSessions } from './find-sessions.ts'
import { findTokens } from './find-tokens.ts'
import {
  ClientSessionPage,
  ClientSessionQuestion,
  HeldTokenPage,
  HeldTokenQuestion,
} from './session-document.ts'

/** `sessions` and `tokens`: who is signed in at the web page, and what the client keeps. */
export function inventoryRoutes(api: FastifyInstance, parts: AdminParts): void {
  const { db, sessions, machineTokens } = parts
  const endSession = createEndSession(parts)

  api.get(
    '/sessions',
    { schema: { querystring: ClientSessionQuestion, response: { 200: ClientSessionPage } } },
    ({ sandbox, query }) => findSessions(db, sandbox, readDocument(ClientSessionQuestion, query)),
  )
  api.delete(
    '/sessions/:id',
    { schema: { params: ById, response: { 204: Done } } },
    async (request, reply) => {
      const { sandbox, params } = request
      const { id } = readDocument(ById, params)
      const signedIn =
        (await sessions.find(sandbox.id, id, 0)) ?? refuseUnknown(`There is no session ${id}.`)
      await endSession(request, signedIn)
      const { subject, name, configuration_id: configuration } = signedIn.session
      request.audited = { before: { subject, name, configuration } }
      return reply.code(204).send()
    },
  )
  api.get(
    '/tokens',
    { schema: { querystring: HeldTokenQuestion, response: { 200: HeldTokenPage } } },
    ({ sandbox, query }) => findTokens(db, sandbox, readDocument(HeldTokenQuestion, query)),
  )
  api.delete(
    '/tokens/machine',
    { schema: { response: { 204: Done } } },
    async ({ sandbox }, reply) => {
      await machineTokens.forget(sandbox.id)
      return reply.code(204).send()
    },
  )
}
