import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import {
  Changed,
  conditional,
  Done,
  etagOf,
  preconditionOf,
  withEtag,
} from '@oauth-lab/kit/admin/etag.ts'
import { asksForPage } from '@oauth-lab/kit/admin/list-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import {
  NamedUser,
  TotpSecret,
  UserChange,
  UserDocument,
  UserInfo,
  UserPage,
  UserQuestion,
} from '@oauth-lab/kit/admin/user-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { findUsers } from '../inventory/find-users.ts'
import type { AuthServer } from '../server.ts'
import type { UserRow } from '../store/tables.ts'
import { changeUser, createUser, deleteUser, renewPassword } from '../users/manage-users.ts'
import type { UserCondition } from '../users/manage-users.ts'
import { createTotpSecret, totpUri } from '../users/totp.ts'
import { findUser, readUser } from '../users/users.ts'

/** Users: listed, made, changed and deleted, and their second factor. */
export function userRoutes(api: FastifyInstance, server: AuthServer): void {
  const { db } = server
  const requireUser = async (sandbox: Sandbox, username: string): Promise<UserRow> => {
    const user = await findUser(db, sandbox, username)
    if (user === undefined) throw new AdminError(404, 'not_found', `There is no user ${username}.`)
    return user
  }
  const named = { ...conditional, querystring: NamedUser, response: { 204: Done, 412: Changed } }

  const response = { 200: z.union([z.array(UserInfo), UserPage]) }
  const schema = { querystring: UserQuestion, response }
  api.get('/users', { schema }, async ({ sandbox, query }, reply) => {
    const question = readDocument(UserQuestion, query)
    const { username } = question
    if (asksForPage(query)) return findUsers(db, sandbox, question, showUser)
    let rows = db.selectFrom('users').selectAll().where('sandbox', '=', sandbox.id)
    if (username !== undefined) rows = rows.where('username', '=', username)
    const users = (await rows.orderBy('username').execute()).map(showUser)
    const [one] = users
    if (username !== undefined && one !== undefined) reply.header('etag', etagOf(one))
    return users
  })
  api.post(
    '/users',
    { schema: { body: UserDocument, response: { 201: UserInfo } } },
    async (request, reply) => {
      const { sandbox, body } = request
      const user = readDocument(UserDocument, body)
      const { username, password } = user
      if (await findUser(db, sandbox, username)) {
        throw new AdminError(409, 'exists', `There is a user ${username} already.`)
      }
      const row = await createUser(db, sandbox, user, await server.passwords.hash(password))
      const shown = showUser(row)
      request.audited = { about: { username }, after: shown }
      return reply.code(201).send(shown)
    },
  )
  api.patch(
    '/users',
    {
      schema: {
        ...named,
        body: UserChange,
        response: { 200: withEtag(UserInfo), 412: Changed },
      },
    },
    async (request, reply) => {
      const { sandbox, query, body } = request
      const { username } = readDocument(NamedUser, query)
      const user = await requireUser(sandbox, username)
      const { password, claims, roles } = readDocument(UserChange, body)
      const change = {
        ...(claims !== undefined && { claims: JSON.stringify(claims) }),
        ...(roles !== undefined && { roles: JSON.stringify(roles) }),
      }
      await changeUser(db, sandbox, username, change, conditionOf(request))
      if (password !== undefined) await renewPassword(server, sandbox, user, password)
      const shown = showUser(await requireUser(sandbox, username))
      request.audited = { before: showUser(user), after: shown }
      return reply.header('etag', etagOf(shown)).send(shown)
    },
  )
  api.delete('/users', { schema: named }, async (request, reply) => {
    const { sandbox, query } = request
    const { username } = readDocument(NamedUser, query)
    const user = await requireUser(sandbox, username)
    await deleteUser(db, sandbox, user, conditionOf(request))
    request.audited = { before: showUser(user) }
    return reply.code(204).send()
  })
  const totp = { ...named, response: { 201: TotpSecret, 412: Changed } }
  api.post('/users/totp', { schema: totp }, async (request, reply) => {
    const { sandbox, query } = request
    const { username } = readDocument(NamedUser, query)
    await requireUser(sandbox, username)
    const secret = createTotpSecret(sandbox)
    const change = { totp_secret: secret, totp_step: 0 }
    await changeUser(db, sandbox, username, change, conditionOf(request))
    return reply
      .code(201)
      .header('cache-control', 'no-store')
      .send({ secret, uri: totpUri(secret, username) })
  })
  api.delete('/users/totp', { schema: named }, async (request, reply) => {
    const { sandbox, query } = request
    const { username } = readDocument(NamedUser, query)
    await requireUser(sandbox, username)
    await changeUser(db, sandbox, username, { totp_secret: null }, conditionOf(request))
    return reply.code(204).send()
  })
}

function conditionOf(request: FastifyRequest): UserCondition | undefined {
  const precondition = preconditionOf(request)
  return precondition && ((user) => precondition(user && showUser(user)))
}

function showUser(row: UserRow): UserInfo {
  return { ...readUser(row), totp: row.totp_secret !== null }
}
