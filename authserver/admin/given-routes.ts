import type { FastifyInstance } from 'fastify'
import { refuseUnknown } from '@oauth-lab/kit/admin/admin-error.ts'
import {
  BrowserSessionPage,
  BrowserSessionQuestion,
} from '@oauth-lab/kit/admin/browser-session-list-document.ts'
import {
  ConsentPage,
  ConsentQuestion,
  NamedConsent,
} from '@oauth-lab/kit/admin/consent-document.ts'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { GrantPage, GrantQuestion } from '@oauth-lab/kit/admin/grant-document.ts'
import { ById } from '@oauth-lab/kit/admin/list-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { findConsents } from '../inventory/find-consents.ts'
import { findGrants } from '../inventory/find-grants.ts'
import { findSessions } from '../inventory/find-sessions.ts'
import type { AuthServer } from '../server.ts'
import { endConsentsOf, revokeGrant } from '../tokens/grants.ts'

/** What users gave: sessions, consents and grants, listed page by page and ended. */
export function givenRoutes(api: FastifyInstance, { db }: AuthServer): void {
  api.get(
    '/browser-sessions',
    { schema: { querystring: BrowserSessionQuestion, response: { 200: BrowserSessionPage } } },
    ({ sandbox, query }) => findSessions(db, sandbox, readDocument(BrowserSessionQuestion, query)),
  )
  const ended = { params: ById, response: { 204: Done } }
  api.delete('/browser-sessions/:id', { schema: ended }, async (request, reply) => {
    const { id } = readDocument(ById, request.params)
    const { numDeletedRows } = await db
      .deleteFrom('sessions')
      .where('sandbox', '=', request.sandbox.id)
      .where('sid', '=', id)
      .executeTakeFirst()
    if (numDeletedRows === 0n) refuseUnknown(`There is no session ${id}.`)
    return reply.code(204).send()
  })
  api.get(
    '/consents',
    { schema: { querystring: ConsentQuestion, response: { 200: ConsentPage } } },
    ({ sandbox, query }) => findConsents(db, sandbox, readDocument(ConsentQuestion, query)),
  )
  const named = { querystring: NamedConsent, response: { 204: Done } }
  api.delete('/consents', { schema: named }, async (request, reply) => {
    const { sandbox, query } = request
    const { user, client } = readDocument(NamedConsent, query)
    const filter = ConsentQuestion.parse({ user, client, size: 1 })
    const [consent] = (await findConsents(db, sandbox, filter)).items
    if (consent === undefined) refuseUnknown(`${user} has allowed ${client} nothing.`)
    await endConsentsOf(db, sandbox, consent.sub, client)
    return reply.code(204).send()
  })
  api.get(
    '/grants',
    { schema: { querystring: GrantQuestion, response: { 200: GrantPage } } },
    ({ sandbox, query }) => findGrants(db, sandbox, readDocument(GrantQuestion, query)),
  )
  api.delete('/grants/:id', { schema: ended }, async (request, reply) => {
    const { sandbox } = request
    const { id } = readDocument(ById, request.params)
    const grant = await db
      .selectFrom('grants')
      .select('grant_id')
      .where('sandbox', '=', sandbox.id)
      .where('grant_id', '=', id)
      .executeTakeFirst()
    if (grant === undefined) refuseUnknown(`There is no grant ${id}.`)
    await revokeGrant(db, sandbox, id)
    return reply.code(204).send()
  })
}
