import type { FastifyInstance } from 'fastify'
import { refuseUnknown } from '@oauth-lab/kit/admin/admin-error.ts'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { ById } from '@oauth-lab/kit/admin/list-document.ts'
import { MailPage, MailQuestion, OpenedMail } from '@oauth-lab/kit/admin/mail-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { findMail, findMails } from '../inventory/find-mails.ts'
import type { AuthServer } from '../server.ts'

/** The outbox: mails to users, which never leave the lab. */
export function mailRoutes(api: FastifyInstance, { db }: AuthServer): void {
  const listed = { querystring: MailQuestion, response: { 200: MailPage } }
  api.get('/mails', { schema: listed }, ({ sandbox, query }) =>
    findMails(db, sandbox, readDocument(MailQuestion, query)),
  )
  const opened = { params: ById, response: { 200: OpenedMail } }
  api.get('/mails/:id', { schema: opened }, async ({ sandbox, params }, reply) => {
    const { id } = readDocument(ById, params)
    const mail = await findMail(db, sandbox, id)
    if (mail === undefined) refuseUnknown(`There is no mail ${id}.`)
    return reply.header('cache-control', 'no-store').send(mail)
  })
  api.delete('/mails', { schema: { response: { 204: Done } } }, async ({ sandbox }, reply) => {
    await db.deleteFrom('mails').where('sandbox', '=', sandbox.id).execute()
    return reply.code(204).send()
  })
}
