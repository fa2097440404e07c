import type { IncomingMessage } from 'node:http'
import cookie from '@fastify/cookie'
import Fastify, { LogController } from 'fastify'
import type {
  FastifyBaseLogger,
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
} from 'fastify'
import { Refusal } from '../checks.ts'
import type { CheckRecord } from '../checks.ts'
import { serve } from '../current-exchange.ts'
import type { Verdict } from '../interventions/act.ts'
import type { SignJwt } from '../interventions/patch-jwts.ts'
import { explainedAddress } from '../explained-address.ts'
import { countRequest } from '../metrics/count-request.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { recordServed } from '../recording/record-served.ts'
import { isRecorded } from '../recording/recorded.ts'
import type { OpenedPages } from '../pages/opened/opened-pages.ts'
import { defaultSandbox } from '../sandbox.ts'
import type { Sandbox } from '../sandbox.ts'
import type { Sandboxes } from '../sandboxes.ts'
import { isNoRoom, noRoom } from '../store/no-room.ts'
import type { Store } from '../store/store.ts'
import { createAllowedMethods } from './allowed-methods.ts'
import type { EndpointFace } from './endpoint.ts'
import { exchangeIdOf } from './exchange-id.ts'
import { failureAsJson } from './failure.ts'
import type { Failure } from './failure.ts'
import { failureAsAsked } from './failure-as-asked.ts'
import { originForm } from './origin-form.ts'
import { isPlain, plainConnection } from './plain-connection.ts'
import './served-request.ts'
import { readBodies } from './read-bodies.ts'
import { splitSandbox } from './sandbox-path.ts'
import { schemaController } from './schema-controller.ts'
import { timesSaid } from './times-said.ts'

declare module 'node:http' {
  interface IncomingMessage {
    /** The sandbox that the path names, known before routing. */
    sandboxId?: string
  }
}

/** One route of a role, for the tests that try bad input on every one. */
export interface RouteEntry {
  method: string
  /** Path below the sandbox's base. */
  path: string
  /** What the field calls a request there, where it is the protocol's. */
  message?: EndpointFace['message']
}

export type RoleApp = FastifyInstance & {
  /** Every route, in the order of registration. */
  routeTable: RouteEntry[]
  /** Lets go what is held, and holds nothing from now on: the role is about to stop. */
  letGo(): Promise<void>
}

export interface AppOptions {
  role: string
  sandboxes: Sandboxes
  /** Awaited before each response leaves, so that it tells nothing that may yet be lost. */
  store: Pick<Store<object>, 'mark' | 'settled'>
  log: FastifyBaseLogger
  /** Signs a JWT that an intervention has changed. */
  signJwt: (sandbox: Sandbox) => SignJwt
  /** Counts what is answered. */
  metrics: Metrics
  /** Renders a refusal; the default is JSON with `error` and `error_description`. */
  renderRefusal?: (refusal: Refusal, request: FastifyRequest, reply: FastifyReply) => unknown
  /** Renders everything else that ends a request (400 and more); the default is JSON. */
  renderFailure?: (failure: Failure, request: FastifyRequest, reply: FastifyReply) => unknown
}

/**
 * The HTTP application of a role. It resolves the sandbox before routing and holds each response
 * until what it tells is safe. It records the request's checks and renders refusals in one place.
 */
export async function createRoleApp(options: AppOptions): Promise<RoleApp> {
  const { role, sandboxes, store, metrics } = options
  const routeTable: RouteEntry[] = []
  const served: { method: string; url: string }[] = []
  const allowedAt = createAllowedMethods(served)
  const app: FastifyInstance = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: true,
    // Fastify's own answer while it stops is not in this lab's form; the hook below gives one.
    return503OnClosing: false,
    // The web server takes 32 KiB and adds its own.
    http: { maxHeaderSize: 48 * 1024 },
    bodyLimit: 256 * 1024,
    schemaController,
    genReqId: (request: IncomingMessage) =>
      exchangeIdOf(request, request.url!, sandboxes.find(request.sandboxId!)),
    rewriteUrl(request) {
      const { sandbox, path } = splitSandbox(originForm(request.url ?? '/').target)
      request.sandboxId = sandbox
      return path
    },
    frameworkErrors(_error, request, reply) {
      const answer = reply as unknown as FastifyReply
      answer.header('x-request-id', request.id)
      const description = 'The address could not be read.'
      answer.code(400)
      failureAsJson({ status: 400, error: 'invalid_request', description }, request, answer)
    },
    routerOptions: { ignoreTrailingSlash: false, maxParamLength: 512 },
  })
  // A line names its request itself, so no request needs a logger of its own.
  app.log.child = () => app.log
  const renderRefusal = options.renderRefusal ?? refusalAsJson
  const renderFailure = options.renderFailure ?? failureAsAsked
  /** Where nobody waits for a handler that may yet fail. */
  const endWith = (failure: Failure, request: FastifyRequest, reply: FastifyReply) =>
    Promise.resolve(renderFailure(failure, request, reply.code(failure.status)))

  app.addHook('onRoute', ({ method, url, config }) => {
    // What it serves there is its own affair.
    if (config?.external) return
    const message = config?.endpoint?.message
    for (const one of [method].flat()) {
      if (one !== 'OPTIONS') served.push({ method: one, url })
      if (one !== 'HEAD' && one !== 'OPTIONS') {
        routeTable.push({ method: one, path: url, ...(message !== undefined && { message }) })
      }
    }
  })
  app.decorate('signJwt', options.signJwt)
  let opened: Promise<OpenedPages> | undefined
  // Loaded when a person opens what programs ask for.
  app.decorate('openedPages', () => {
    opened ??= import('../pages/opened/opened-pages.ts').then((made) => made.createOpenedPages())
    return opened
  })
  app.decorateRequest('role', role)
  app.decorateRequest('sandbox', null as unknown as Sandbox)
  app.decorateRequest('storeMark', 0)
  app.decorateRequest('startedAt', 0)
  app.decorateRequest('labTime', 0)
  app.decorateRequest('waited', undefined)
  app.decorateRequest('answered', undefined)
  app.decorateRequest('intervened', undefined)
  app.decorateRequest('cameWith', undefined)
  app.decorateRequest('orderedRefusal', undefined)
  app.decorateRequest('passing', undefined)
  app.decorateRequest('checks', null as unknown as CheckRecord[])
  let stopping = false
  const letGo = async () => {
    for (const { interventions } of await sandboxes.all()) interventions?.stop()
  }
  app.addHook('preClose', async () => {
    stopping = true
    await letGo()
  })
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    request.checks = []
    request.storeMark = store.mark()
    const id = request.raw.sandboxId!
    const enter = () => {
      const sandbox = sandboxes.use(id)
      if (sandbox === undefined) {
        const description = 'There is no such sandbox, or its lifetime has ended.'
        const failure = { status: 404, error: 'not_found', description }
        const home = sandboxes.find(defaultSandbox)!
        Promise.resolve(failureAsAsked(failure, request, reply.code(404), home)).then(
          () => undefined,
          done,
        )
        return
      }
      request.sandbox = sandbox
      request.startedAt = sandbox.recorder.now()
      if (isPlain(sandbox)) request.checks.push(plainConnection)
      request.labTime = sandbox.clock.now()
      const failure = stopping ? stoppingFailure : failureOfHeaders(request)
      if (failure === undefined) return done()
      endWith(failure, request, reply).then(() => undefined, done)
    }
    if (sandboxes.catchUp === undefined) enter()
    else sandboxes.catchUp(id).then(enter, done)
  })
  // Not earlier: a body is read in the context of its connection.
  app.addHook('preValidation', (request, reply, done) =>
    serve(request, () => {
      const { interventions } = request.sandbox
      if (interventions === undefined || !isSteered(request)) return done()
      const goOn = (verdict: Verdict) => {
        if (verdict === 'go on') return done()
        if (verdict === 'stopping') return endWith(stoppingFailure, request, reply)
      }
      interventions.onRequest(request, reply).then(goOn, done)
    }),
  )
  app.addHook('onSend', async (request, reply, payload) => {
    try {
      await store.settled(request.storeMark)
    } catch (error) {
      // What memory holds may be lost; and the answer that says so shall leave.
      request.sandbox.cache.clear()
      request.sandbox.copies = new Map()
      request.storeMark = store.mark()
      throw error
    }
    // A request that names no sandbox has none.
    const interventions = (request.sandbox as Sandbox | null)?.interventions
    const sent =
      interventions !== undefined && isSteered(request)
        ? await interventions.onResponse(request, reply, payload)
        : payload
    if (typeof sent === 'string' || Buffer.isBuffer(sent)) request.answered = sent
    request.waited = reply.elapsedTime
    return sent
  })
  app.addHook('onResponse', (request, reply, done) => {
    const { method, id, checks } = request
    const { target } = originForm(request.cameWith?.target ?? request.originalUrl)
    const path = target.split('?', 1)[0]!
    const status = reply.statusCode
    const ms = Math.round(reply.elapsedTime)
    request.log.info({ request: id, method, path, status, ms, ...brokenOf(checks) })
    countRequest(metrics, request, reply)
    recordServed(request, reply, target)
    done()
  })
  app.setNotFoundHandler((request, reply) => {
    const allowed = allowedAt(request.url.split('?', 1)[0]!)
    if (allowed.length === 0) {
      const description = 'Nothing is served at this path.'
      const failure = { status: 404, error: 'not_found', description }
      return renderFailure(failure, request, reply.code(404))
    }
    reply.header('allow', allowed.join(', '))
    if (request.method === 'OPTIONS') return reply.code(204).send()
    const description = `${request.method} is not served at this path; ${allowed.join(', ')} are.`
    const failure = { status: 405, error: 'method_not_allowed', description }
    return renderFailure(failure, request, reply.code(405))
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof Refusal) {
      return renderRefusal(withPlace(error, request), request, reply.code(error.status))
    }
    const failure = failureOf(error, request)
    if (failure.status >= 500) request.log.error({ request: request.id, err: error })
    return renderFailure(failure, request, reply.code(failure.status))
  })
  readBodies(app)
  await app.register(cookie)
  app.get(`/${role}/healthz`, () => ({ status: 'ok', role }))
  return Object.assign(app, { routeTable, letGo })
}

/** Management is never touched, so that whoever set an intervention can end it; nor are preflights. */
function isSteered({ role, method, url }: FastifyRequest): boolean {
  return method !== 'OPTIONS' && role !== 'control' && isRecorded(url)
}

const stoppingFailure: Failure = {
  status: 503,
  error: 'temporarily_unavailable',
  description: 'This service is stopping; ask again in a moment.',
}

/** Whoever reads the first line and whoever reads the last would see two users (RFC 9110 §5.3). */
function failureOfHeaders({ raw, headers }: FastifyRequest): Failure | undefined {
  const { authorization } = headers
  if (authorization === undefined || timesSaid(raw, 'authorization') === 1) return undefined
  const description = 'The request has more than one Authorization header.'
  return { status: 400, error: 'invalid_request', description }
}

/** The checks that did not hold, for the log: `code.unused failed: The code had been used before.` */
function brokenOf(checks: CheckRecord[]): { broken?: string[] } {
  const broken = checks
    .filter(({ outcome }) => outcome !== 'passed')
    .map(({ id, outcome, says, detail }) =>
      [`${id} ${outcome}: ${says}`, detail].filter(Boolean).join(' '),
    )
  return broken.length === 0 ? {} : { broken }
}

/** A refusal that hides the precise check says where those who may see it find it. */
function withPlace(refusal: Refusal, { id, sandbox }: FastifyRequest): Refusal {
  const { check, definition, hidesCheck } = refusal
  if (!hidesCheck) return refusal
  const detail = `The precise check is at ${sandbox.base}/control/api/checks?request=${id}.`
  return new Refusal(check, definition, { detail, cause: refusal, hidesCheck })
}

function failureOf(error: FastifyError, request: FastifyRequest): Failure {
  const status = error.statusCode ?? 500
  if (status < 500) return { status, error: 'invalid_request', description: readable(error) }
  if (isNoRoom(error)) return noRoom
  const description = `The server failed. Quote request ${request.id} in a report.`
  return { status: 500, error: 'server_error', description }
}

function readable(error: FastifyError): string {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return 'The body is larger than 256 KiB.'
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return 'The Content-Type is not one that this endpoint reads.'
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return 'The body is not JSON.'
    default:
      return 'The request could not be read.'
  }
}

function refusalAsJson(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): unknown {
  const { error, message } = refusal
  const error_uri = explainedAddress(request.sandbox, refusal)
  return reply
    .header('cache-control', 'no-store')
    .send({ error, error_description: message, error_uri })
}
