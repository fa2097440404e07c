import type { FastifyInstance } from 'fastify'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import {
  NamedUser,
  UserChange,
  UserDocument,
  UserInfo,
} from '@oauth-lab/kit/admin/user-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { AuthServer } from '../server.ts'
import type { UserRow } from '../store/tables.ts'
import { endConsentsOf } from '../tokens/grants.ts'
import { changeUser, createUser, deleteUser, renewPassword } from '../users/manage-users.ts'
import { createTotpSecret, totpUri } from '../users/totp.ts'
import { endSessionsOf, findUser, readUser } from '../users/users.ts'

const MayBeNamed = NamedUser.partial()

/** Users: listed, made, changed and deleted, and their second factor. */
export function userRoutes(api: FastifyInstance, server: AuthServer): void {
  const { db } = server
  const requireUser = async (sandbox: Sandbox, username: string): Promise<UserRow> => {
    const user = await findUser(db, sandbox, username)
    if (user === undefined) throw new AdminError(404, 'not_found', `There is no user ${username}.`)
    return user
  }
  const named = { querystring: NamedUser }

  api.get('/users', { schema: { querystring: MayBeNamed } }, async ({ sandbox, query }) => {
    const { username } = readDocument(MayBeNamed, query)
    let rows = db.selectFrom('users').selectAll().where('sandbox', '=', sandbox.id)
    if (username !== undefined) rows = rows.where('username', '=', username)
    return (await rows.orderBy('username').execute()).map(showUser)
  })
  api.post(
    '/users',
    { schema: { body: UserDocument, response: { 201: UserInfo } } },
    async ({ sandbox, body }, reply) => {
      const user = readDocument(UserDocument, body)
      const { username, password } = user
      if (await findUser(db, sandbox, username)) {
        throw new AdminError(409, 'exists', `There is a user ${username} already.`)
      }
      const row = await createUser(db, sandbox, user, await server.passwords.hash(password))
      return reply.code(201).send(showUser(row))
    },
  )
  api.patch(
    '/users',
    { schema: { ...named, body: UserChange, response: { 200: UserInfo } } },
    async ({ sandbox, query, body }) => {
      const { username } = readDocument(NamedUser, query)
      const user = await requireUser(sandbox, username)
      const { password, claims, roles } = readDocument(UserChange, body)
      await changeUser(db, sandbox, username, {
        ...(claims !== undefined && { claims: JSON.stringify(claims) }),
        ...(roles !== undefined && { roles: JSON.stringify(roles) }),
      })
      if (password !== undefined) await renewPassword(server, sandbox, user, password)
      return showUser(await requireUser(sandbox, username))
    },
  )
  api.delete('/users', { schema: named }, async ({ sandbox, query }, reply) => {
    const { username } = readDocument(NamedUser, query)
    const user = await requireUser(sandbox, username)
    await endSessionsOf(db, sandbox, user)
    await endConsentsOf(db, sandbox, user.sub)
    await deleteUser(db, sandbox, username)
    return reply.code(204).send()
  })
  api.post('/users/totp', { schema: named }, async ({ sandbox, query }, reply) => {
    const { username } = readDocument(NamedUser, query)
    await requireUser(sandbox, username)
    const secret = createTotpSecret(sandbox)
    await changeUser(db, sandbox, username, { totp_secret: secret, totp_step: 0 })
    return reply
      .code(201)
      .header('cache-control', 'no-store')
      .send({ secret, uri: totpUri(secret, username) })
  })
  api.delete('/users/totp', { schema: named }, async ({ sandbox, query }, reply) => {
    const { username } = readDocument(NamedUser, query)
    await requireUser(sandbox, username)
    await changeUser(db, sandbox, username, { totp_secret: null })
    return reply.code(204).send()
  })
}

function showUser(row: UserRow): UserInfo {
  return { ...readUser(row), totp: row.totp_secret !== null }
}
