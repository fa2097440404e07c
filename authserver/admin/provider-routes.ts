import type { FastifyInstance } from 'fastify'
import { refuseUnknown } from '@oauth-lab/kit/admin/admin-error.ts'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { ById } from '@oauth-lab/kit/admin/list-document.ts'
import { ProviderSecret } from '@oauth-lab/kit/admin/provider-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { requireConfiguration } from '../configuration/configurations.ts'
import type { AuthServer } from '../server.ts'
import { keepProviderSecret } from '../upstream/provider-secrets.ts'

/** What of identity providers is no part of the configuration, since nobody reads it again. */
export function providerRoutes(api: FastifyInstance, { db }: AuthServer): void {
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
