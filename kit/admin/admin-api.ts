import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { changeClock, describeClock } from '../clock.ts'
import { Refusal } from '../checks.ts'
import type { Catalogue } from '../checks.ts'
import type { RoleApp } from '../http/app.ts'
import { cookieName } from '../http/cookies.ts'
import { ConfigurationError, problemsOf } from '../problems.ts'
import { defaultSandbox, sandboxId } from '../sandbox.ts'
import type { Sandboxes } from '../sandboxes.ts'
import { isNoRoom, noRoom } from '../store/no-room.ts'
import type { Throttle } from '../throttle.ts'
import { adminTokenLifetime, createAdminToken, verifyAdminToken } from './admin-token.ts'
import { describeApi } from './openapi.ts'

/** Who administers the lab's instances, and the key that signs their tokens. */
export interface Administration {
  username: string
  password: string
  /** 32 bytes, hexadecimal; the same for all roles of a lab. */
  key: string
}

export interface AdminOptions {
  role: string
  /** Path of the API below a sandbox's base, for example `/authserver/admin/api`. */
  path: string
  origin: string
  administration: Administration
  sandboxes: Sandboxes
  throttle: Throttle
  catalogue: Catalogue
  app: RoleApp
  /** Runs after a sandbox was emptied. */
  onReset?: () => Promise<void>
  /** The role's own routes, registered below `path`. */
  routes?: (api: FastifyInstance) => void
}

/** A bad request to an admin API, with every problem and its path. */
export class AdminError extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

const Credentials = z.strictObject({ username: z.string(), password: z.string() })
export const ClockChangeDocument = z
  .strictObject({
    offset: z.number().optional().describe('seconds ahead of real time'),
    at: z.iso.datetime({ offset: true }).optional().describe('time to move to'),
    forward: z.number().optional().describe('seconds to move by; negative ones move it back'),
    freeze: z.boolean().optional(),
    run: z.boolean().optional(),
  })
  .refine(({ freeze, run }) => !(freeze && run), 'a clock is frozen or runs, not both')
  .refine(
    ({ offset, at, forward }) => [offset, at, forward].filter((to) => to !== undefined).length < 2,
    'a clock is moved by one of offset, at and forward',
  )
export const PolicyDocument = z.strictObject({ waived: z.array(z.string()) })
const SandboxDocument = z.strictObject({
  seed: z.string().nullable().optional(),
  expiresAt: z.number().nullable().optional(),
})

/** Reads a body; refuses it with every problem and its path. */
export function readDocument<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const read = schema.safeParse(body)
  if (read.success) return read.data
  throw new ConfigurationError('The document is not valid.', problemsOf(read.error))
}

/**
 * The management API that every instance has: session, sandboxes, clock, policy, reset, checks,
 * routes and its own OpenAPI description. Signed in by session cookie or bearer token.
 */
export async function registerAdminApi(app: RoleApp, options: AdminOptions): Promise<void> {
  const { path, origin, administration, throttle, role } = options
  const sessionCookie = cookieName('lab-admin', { origin })

  await app.register(
    async (api) => {
      api.removeContentTypeParser('application/x-www-form-urlencoded')
      const description = describeApi(api, `OAuth Lab: ${role}`)
      api.setErrorHandler((error, request, reply) => answerError(error, request, reply))

      api.addHook('preHandler', async (request, reply) => {
        const open = request.routeOptions.config as { public?: boolean }
        if (open.public) return
        const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
        const session = request.cookies[sessionCookie]
        const token = bearer ?? session
        const username = token && verifyAdminToken(administration.key, origin, token)
        if (!username) {
          reply.header('www-authenticate', 'Bearer')
          throw new AdminError(
            401,
            'unauthorized',
            `Sign in first: POST ${request.sandbox.prefix}${path}/session.`,
          )
        }
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

      api.get('/openapi.json', { config: { public: true }, schema: { hide: true } }, description)

      api.post(
        '/session',
        { config: { public: true }, schema: { body: Credentials } },
        async (request, reply) => {
          const { username, password } = readDocument(Credentials, request.body)
          const wait = await throttle.wait(request.sandbox, `admin:${username}`, request.ip)
          if (wait > 0) {
            reply.header('retry-after', Math.ceil(wait / 1000))
            throw new AdminError(
              429,
              'too_many_attempts',
              'Too many wrong passwords from this address; wait, or move the clock.',
            )
          }
          const right =
            equal(username, administration.username) && equal(password, administration.password)
          if (!right) {
            await throttle.failed(request.sandbox, `admin:${username}`, request.ip)
            throw new AdminError(
              401,
              'wrong_credentials',
              'The user name or the password is wrong.',
            )
          }
          const token = createAdminToken(administration.key, origin, username)
          reply.setCookie(sessionCookie, token, {
            path: request.sandbox.prefix + path,
            secure: true,
            httpOnly: true,
            sameSite: 'strict',
          })
          return reply
            .code(201)
            .header('cache-control', 'no-store')
            .send({ access_token: token, token_type: 'Bearer', expires_in: adminTokenLifetime })
        },
      )

      if (role !== 'control') registerInstanceRoutes(api, options)
      options.routes?.(api)
    },
    { prefix: path },
  )
}

function registerInstanceRoutes(api: FastifyInstance, options: AdminOptions): void {
  const { sandboxes, catalogue } = options
  const clockOf = ({ sandbox }: FastifyRequest) =>
    describeClock(sandbox.settings().clock, sandbox.clock.now())

  api.put('/sandboxes/:id', { schema: { body: SandboxDocument } }, async (request) => {
    const id = requireSandboxId(request)
    const { seed, expiresAt } = readDocument(SandboxDocument, request.body)
    const sandbox = await sandboxes.put(id, {
      ...(seed !== undefined && { seed }),
      ...(expiresAt !== undefined && { expiresAt }),
    })
    return { id, base: sandbox.base }
  })
  api.delete('/sandboxes/:id', async (request, reply) => {
    await sandboxes.remove(requireSandboxId(request))
    return reply.code(204).send()
  })
  api.get('/clock', clockOf)
  api.put('/clock', { schema: { body: ClockChangeDocument } }, async (request) => {
    const change = readDocument(ClockChangeDocument, request.body)
    await sandboxes.put(request.sandbox.id, ({ clock }) => ({ clock: changeClock(clock, change) }))
    return clockOf(request)
  })
  api.get('/policy', (request) => policyOf(request, catalogue))
  api.put('/policy', { schema: { body: PolicyDocument } }, async (request) => {
    const { waived } = readDocument(PolicyDocument, request.body)
    const problems = waived
      .filter((id) => !(Object.hasOwn(catalogue, id) && catalogue[id]!.waivable === true))
      .map((id) => ({
        path: id,
        message: Object.hasOwn(catalogue, id)
          ? 'this check cannot be waived'
          : 'there is no such check',
      }))
    if (problems.length > 0) throw new ConfigurationError('The policy is not valid.', problems)
    await sandboxes.put(request.sandbox.id, { waived })
    return policyOf(request, catalogue)
  })
  api.post('/reset', async (request, reply) => {
    await sandboxes.reset(request.sandbox.id)
    await options.onReset?.()
    return reply.code(204).send()
  })
  api.get('/checks', (request) => request.sandbox.recorder.exchanges())
  api.get('/routes', () => options.app.routeTable)
}

/** The id of a sandbox that may come and go; the default one stays. */
function requireSandboxId(request: FastifyRequest): string {
  const { id } = request.params as { id: string }
  if (!sandboxId.test(id)) {
    throw new AdminError(
      400,
      'invalid_request',
      'A sandbox id is 4 to 12 characters of a-z, 0-9 and -.',
    )
  }
  if (id === defaultSandbox) {
    throw new AdminError(409, 'conflict', 'The default sandbox stays; reset empties it.')
  }
  return id
}

function policyOf(request: FastifyRequest, catalogue: Catalogue) {
  return { waived: request.sandbox.settings().waived, catalogue }
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
    return reply.code(error.status).send({ error: error.code, error_description: error.message })
  }
  if (error instanceof Refusal) {
    return reply.code(error.status).send({ error: error.error, error_description: error.message })
  }
  const { statusCode = 500 } = error as { statusCode?: number }
  if (statusCode < 500) {
    return reply.code(statusCode).send({
      error: 'invalid_request',
      error_description: 'The request could not be read: send JSON of at most 256 KiB.',
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

function equal(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}
