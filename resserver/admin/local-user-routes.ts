import type { FastifyInstance, FastifyRequest } from 'fastify'
import { refuseUnknown } from '@oauth-lab/kit/admin/admin-error.ts'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { ById } from '@oauth-lab/kit/admin/list-document.ts'
import {
  LocalUserInfo,
  LocalUserPage,
  LocalUserQuestion,
} from '@oauth-lab/kit/admin/local-user-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { findLocalUser, listLocalUsers, removeLocalUser } from '../delegation/local-users.ts'
import type { Database } from '../store/tables.ts'

/** `local-users`: those as whom delegated requests ran. */
export function localUserRoutes(api: FastifyInstance, db: Database): void {
  const required = async ({ sandbox, params }: FastifyRequest) => {
    const { id } = readDocument(ById, params)
    return (await findLocalUser(db, sandbox, id)) ?? refuseUnknown(`There is no local user ${id}.`)
  }
  api.get(
    '/local-users',
    { schema: { querystring: LocalUserQuestion, response: { 200: LocalUserPage } } },
    ({ sandbox, query }) => listLocalUsers(db, sandbox, readDocument(LocalUserQuestion, query)),
  )
  api.get(
    '/local-users/:id',
    { schema: { params: ById, response: { 200: LocalUserInfo } } },
    required,
  )
  api.delete(
    '/local-users/:id',
    { schema: { params: ById, response: { 204: Done } } },
    async (request, reply) => {
      const before = await required(request)
      await removeLocalUser(db, request.sandbox, before.id)
      request.audited = { about: { username: before.username }, before }
      return reply.code(204).send()
    },
  )
}
