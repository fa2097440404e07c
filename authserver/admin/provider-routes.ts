import type { FastifyInstance } from 'fastify'
import { refuseUnknown } from '@oauth-lab/kit/admin/admin-error.ts'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { ById } from '@oauth-lab/kit/admin/list-document.ts'
import { NamedLink, ProviderSecret, UserLinks } from '@oauth-lab/kit/admin/provider-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { NamedUser } from '@oauth-lab/kit/admin/user-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { isoTime } from '@oauth-lab/kit/store/read-page.ts'
import { requireConfiguration } from '../configuration/configurations.ts'
import type { AuthServer } from '../server.ts'
import { endLinksOf, findLinksOf } from '../upstream/links.ts'
import { keepProviderSecret } from '../upstream/provider-secrets.ts'
import { findUser } from '../users/users.ts'

/** Secrets at identity providers, which nobody reads again, and the links of users to them. */
export function providerRoutes(api: FastifyInstance, { db }: AuthServer): void {
  const requireSub = async (sandbox: Sandbox, username: string): Promise<string> => {
    const user = await findUser(db, sandbox, username)
    return user?.sub ?? refuseUnknown(`There is no user ${username}.`)
  }
  api.get(
    '/users/links',
    { schema: { querystring: NamedUser, response: { 200: UserLinks } } },
    async ({ sandbox, query }) => {
      const { username } = readDocument(NamedUser, query)
      const links = await findLinksOf(db, sandbox, await requireSub(sandbox, username))
      return { items: links.map((one) => ({ ...one, linkedAt: isoTime(one.linkedAt) })) }
    },
  )
  const named = { querystring: NamedLink, response: { 204: Done } }
  api.delete('/users/links', { schema: named }, async (request, reply) => {
    const { sandbox } = request
    const { username, provider } = readDocument(NamedLink, request.query)
    const sub = await requireSub(sandbox, username)
    const links = await findLinksOf(db, sandbox, sub)
    const ended = links.filter((one) => one.provider === provider)
    await endLinksOf(db, sandbox, sub, provider)
    request.audited = { before: ended }
    return reply.code(204).send()
  })
  api.put(
    '/identity-providers/:id/secret',
    { schema: { params: ById, body: ProviderSecret, response: { 204: Done } } },
    async (request, reply) => {
      const { sandbox } = request
      const { id } = readDocument(ById, request.params)
      const { secret } = readDocument(ProviderSecret, request.body)
      const { identityProviders } = await requireConfiguration(db, sandbox)
      if (!Object.hasOwn(identityProviders, id)) {
        refuseUnknown(`There is no identity provider ${id} in the configuration.`)
      }
      await keepProviderSecret(db, sandbox, id, secret)
      return reply.code(204).send()
    },
  )
}
