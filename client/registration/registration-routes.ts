import type { FastifyInstance } from 'fastify'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { ById } from '@oauth-lab/kit/admin/list-document.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import { ConfigurationError } from '@oauth-lab/kit/problems.ts'
import type { AdminParts } from '../admin-parts.ts'
import {
  ClientConfiguration,
  RegistrationRequest,
  TypedCredentials,
} from '../configurations/configuration-document.ts'
import { requireConfiguration } from '../configurations/configuration-routes.ts'
import { createShowConfiguration } from '../configurations/show-configuration.ts'
import { createManagement } from './management.ts'

/** `client-configurations/:id/registration`: by the server with one call, or typed in. */
export function registrationRoutes(api: FastifyInstance, parts: AdminParts): void {
  const { choices, registration, registrations } = parts
  const show = createShowConfiguration(parts)
  const manage = createManagement(parts)
  const path = '/client-configurations/:id/registration'

  api.post(
    path,
    {
      schema: {
        params: ById,
        body: RegistrationRequest.optional(),
        response: { 201: ClientConfiguration },
      },
    },
    async (request, reply) => {
      const configuration = await requireConfiguration(parts, request)
      const { initialAccessToken } = readDocument(RegistrationRequest, request.body ?? {})
      const chosen = await choices.byId(request, configuration.id)
      if ((await registration.current(request, chosen)) !== undefined) {
        const description =
          'It is registered: change the configuration, or delete the registration.'
        throw new AdminError(409, 'registered', description)
      }
      const row = await manage.register(request, configuration, initialAccessToken)
      await registrations.replace(row)
      request.audited = { after: { client_id: row.client_id } }
      return reply.code(201).send(await show.one(request.sandbox, configuration))
    },
  )
  api.put(
    path,
    {
      schema: { params: ById, body: TypedCredentials, response: { 200: ClientConfiguration } },
    },
    async (request) => {
      const configuration = await requireConfiguration(parts, request)
      const { client_id, client_secret = '' } = readDocument(TypedCredentials, request.body)
      if ((configuration.type === 'public') !== (client_secret === '')) {
        const message =
          configuration.type === 'public'
            ? 'must be left out: a public client has no secret (RFC 6749 §2.1)'
            : 'must be set: a confidential client proves who it is (RFC 6749 §2.3.1)'
        throw new ConfigurationError('The document is not valid.', [
          { path: 'client_secret', message },
        ])
      }
      const { definition, redirectUri } = await choices.byId(request, configuration.id)
      await registrations.replace({
        sandbox: request.sandbox.id,
        configuration_id: configuration.id,
        client_id,
        client_secret,
        registration_client_uri: null,
        registration_access_token: null,
        redirect_uri: redirectUri,
        issuer: definition.issuer,
        typed: 1,
        answer: null,
      })
      request.audited = { after: { client_id } }
      return show.one(request.sandbox, configuration)
    },
  )
  api.post(
    `${path}/refresh`,
    { schema: { params: ById, response: { 200: ClientConfiguration } } },
    async (request) => {
      const configuration = await requireConfiguration(parts, request)
      const row = await manage.managed(request, configuration)
      if (row === undefined) {
        const description = 'The server gave no address at which to look (RFC 7592 §3).'
        throw new AdminError(409, 'not_managed', description)
      }
      const chosen = await choices.byId(request, configuration.id)
      await registrations.replace(await manage.read(request, chosen, row))
      return show.one(request.sandbox, configuration)
    },
  )
  api.delete(
    path,
    { schema: { params: ById, response: { 204: Done } } },
    async (request, reply) => {
      const configuration = await requireConfiguration(parts, request)
      const row = await registrations.of(request.sandbox.id, configuration.id)
      await manage.end(request, configuration)
      await registrations.remove(request.sandbox.id, configuration.id)
      if (row !== undefined) request.audited = { before: { client_id: row.client_id } }
      return reply.code(204).send()
    },
  )
}
