import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../checks.ts'
import type { RoleApp } from '../http/app.ts'
import { cookieName } from '../http/cookies.ts'
import { ConfigurationError } from '../problems.ts'
import { listOpenedApi } from '../pages/opened/show-opened.ts'
import { isNoRoom, noRoom } from '../store/no-room.ts'
import { AdminError } from './admin-error.ts'
import type { Authenticate } from './administration.ts'
import { describeApi } from './openapi.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is signed in at an admin API; empty elsewhere. */
    administrator: string
    /** Whether for the whole lab, and not for this sandbox alone. */
    ofWholeLab: boolean
  }
  interface FastifyContextConfig {
    /** Of an admin API's route: whether it is about more than the sandbox at which it is called. */
    wholeLab?: boolean
  }
}

export interface AdminOptions {
  role: string
  /** Path of the API below a sandbox's base, for example `/authserver/admin/api`. */
  path: string
  origin: string
  authenticate: Authenticate
  /** Its routes, registered below `path`. */
  routes: (api: FastifyInstance) => void
}

/**
 * The management API that every instance has, with its own OpenAPI description. An administrator
 * signs in at control, which sets a cookie for each role and answers with a bearer token for all.
 */
export async function registerAdminApi(app: RoleApp, options: AdminOptions): Promise<void> {
  const { role, path, origin, authenticate, routes } = options
  const sessionCookie = cookieName('lab-admin', { origin })

  app.decorateRequest('administrator', '')
  app.decorateRequest('ofWholeLab', false)
  await app.register(
    async (api) => {
      api.removeContentTypeParser('application/x-www-form-urlencoded')
      // A JSON merge patch is sent as what it is (RFC 7396 §4), or as JSON.
      api.addContentTypeParser(
        'application/merge-patch+json',
        { parseAs: 'string' },
        api.getDefaultJsonParser('error', 'error'),
      )
      const description = describeApi(api, `OAuth Lab: ${role}`)
      api.setErrorHandler((error, request, reply) => answerError(error, request, reply))

      api.addHook('preHandler', async (request, reply) => {
        const config = request.routeOptions.config as { public?: boolean; wholeLab?: boolean }
        if (config.public) return
        const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
        const token = bearer ?? request.cookies[sessionCookie]
        const administrator =
          token === undefined ? undefined : await authenticate(token, request.sandbox)
        if (administrator === undefined) {
          reply.header('www-authenticate', 'Bearer')
          const { prefix } = request.sandbox
          const description = `Sign in first: POST ${prefix}/control/api/session.`
          throw new AdminError(401, 'unauthorized', description)
        }
        if (config.wholeLab && !administrator.wholeLab) {
          const description =
            'This is about the whole lab, and you signed in at one sandbox: POST /control/api/session.'
          throw new AdminError(403, 'whole_lab', description)
        }
        request.administrator = administrator.username
        request.ofWholeLab = administrator.wholeLab
        const site = request.headers['sec-fetch-site']
        if (
          bearer === undefined &&
          request.method !== 'GET' &&
          site !== undefined &&
          site !== 'same-origin'
        ) {
          throw new AdminError(
            403,
            'cross_site',
            'A session is good for requests of its own origin only.',
          )
        }
      })

      api.get(
        '/openapi.json',
        { config: { public: true }, schema: { hide: true } },
        async (request, reply) => {
          const openApi = await description()
          return (await listOpenedApi(request, reply, openApi)) ?? openApi
        },
      )
      api.get('/', { config: { public: true }, schema: { hide: true } }, async (request, reply) => {
        const { base } = request.sandbox
        const entry = {
          api: role,
          description: `${base}${path}/openapi.json`,
          signIn: `${base}/control/api/session`,
        }
        return (await listOpenedApi(request, reply, await description(), entry)) ?? entry
      })
      routes(api)
    },
    { prefix: path },
  )
}

function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  reply.header('cache-control', 'no-store')
  if (error instanceof ConfigurationError) {
    const { problems } = error
    const description = error.message.split('\n', 1)[0]
    return reply
      .code(400)
      .send({ error: 'invalid_document', error_description: description, problems })
  }
  if (error instanceof AdminError) {
    if (error.etag !== undefined) reply.header('etag', error.etag)
    return reply.code(error.status).send({ error: error.code, error_description: error.message })
  }
  if (error instanceof Refusal) {
    return reply.code(error.status).send({ error: error.error, error_description: error.message })
  }
  const { statusCode = 500 } = error as { statusCode?: number }
  if (statusCode < 500) {
    const { bodyLimit } = request.routeOptions
    return reply.code(statusCode).send({
      error: 'invalid_request',
      error_description: `The request could not be read: send JSON of at most ${bodyLimit / 1024} KiB.`,
    })
  }
  request.log.error({ request: request.id, err: error })
  if (isNoRoom(error)) {
    const { status, error: code, description } = noRoom
    return reply.code(status).send({ error: code, error_description: description })
  }
  return reply.code(500).send({
    error: 'server_error',
    error_description: `The server failed. Quote request ${request.id}.`,
  })
}
