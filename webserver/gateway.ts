import { createServer as createPlainServer } from 'node:http'
import { createServer } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Server, Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import type { Duplex } from 'node:stream'
import { readCertificate } from '@oauth-lab/kit/certificates.ts'
import type { KeyedCertificate } from '@oauth-lab/kit/certificates.ts'
import { certificateHeader, writeCertificate } from '@oauth-lab/kit/client-certificate.ts'
import { originForm } from '@oauth-lab/kit/http/origin-form.ts'
import { createRequestId } from '@oauth-lab/kit/http/request-id.ts'
import { timesSaid } from '@oauth-lab/kit/http/times-said.ts'
import { projectFolder } from '@oauth-lab/kit/project-folder.ts'
import { ciphers } from './ciphers.ts'
import { findRoute } from './find-route.ts'
import {
  endSocket,
  send,
  sendNotFound,
  sendUnreachable,
  setSecurityHeaders,
  wantsPage,
} from './gateway/answer.ts'
import { listenOnAll } from './gateway/listen.ts'
import { takeForwardedHeaders } from './gateway/forwarding.ts'
import { headerLimit, idleTimeout, timeout as usualTimeout } from './limits.ts'
import type { Timeout } from './limits.ts'
import { oddTarget } from './odd-target.ts'
import { ownAnswers, elsewhere, misdirected, withoutSandboxes } from './refusals.ts'
import type { OwnAnswer } from './refusals.ts'
import type { RoleName } from './routes.ts'
import { staticPolicyFor } from './static-policy.ts'
import { sendStatic } from './static.ts'

export type Handler = (request: IncomingMessage, response: ServerResponse) => void

export interface GatewayOptions {
  /** The certificate that it shows; without one it speaks plain HTTP. */
  leaf: KeyedCertificate | undefined
  /** Who answers for each role, what hands on to an external program too; a missing one is answered 502. */
  handlers: Partial<Record<RoleName, Handler>>
  /** At whose places external programs stand: these have no sandboxes. */
  external?: readonly RoleName[]
  timeout?: Pick<Timeout, 'head'>
  /** The issuer of an authorization server at its own address: then the lab has none. */
  issuer?: string | undefined
  log: (line: object) => void
}

export interface Gateway {
  /** Listens on one port of each address, loopback unless told; 0: one that is free on all of them. */
  listen(port: number, addresses?: readonly [string, ...string[]]): Promise<number>
  /**
   * Listens where clients may show a certificate (RFC 8705 §5), which it hands on. At the usual port nobody is asked
   * for one, so that no browser asks its user.
   */
  listenForCertificates(port: number, addresses?: readonly [string, ...string[]]): Promise<number>
  /** From here on requests whose Host is not this origin's are refused. */
  answerFor(origin: string, mtlsOrigin?: string): void
  /** Swaps the certificate; open connections keep theirs. */
  useLeaf(leaf: KeyedCertificate): void
  /** Finishes the requests that are under way, for two seconds at most. */
  close(): Promise<void>
}

/** How long a request that is under way may keep the web server open, milliseconds. */
const closingTime = 2000

/** What is said where Node could read no request; all else is no valid HTTP. */
const answersByCode: Record<string, OwnAnswer> = {
  HPE_HEADER_OVERFLOW: ownAnswers.largeHeaders,
  ERR_HTTP_REQUEST_TIMEOUT: ownAnswers.late,
}

const odd = new RegExp(`^${oddTarget}`, 'i')

/** The embedded web server: HTTPS on Node (or plain HTTP), driven by the route table. */
export function createGateway(options: GatewayOptions): Gateway {
  let leaf = options.leaf
  let usual = new URL('https://localhost')
  let mtls = usual

  let others: Server[] = []
  let underWay = 0
  let closing = false

  const { timeout = usualTimeout } = options
  const limits = {
    maxHeaderSize: headerLimit,
    requireHostHeader: false,
    headersTimeout: timeout.head * 1000,
    // With Node's own 5 s, a client on a busy machine sends into a connection that is just ended.
    keepAliveTimeout: idleTimeout * 1000,
    connectionsCheckingInterval: 1000,
  }
  const answerAt = (
    { origin, takesCertificates }: { origin: URL; takesCertificates: boolean },
    request: IncomingMessage,
    response: ServerResponse,
  ): void => {
    underWay += 1
    response.on('close', () => {
      underWay -= 1
      if (!closing || underWay > 0) return
      server.closeAllConnections()
      certified?.closeAllConnections()
    })
    const started = performance.now()
    const { target, scheme, authority } = originForm(request.url ?? '/')
    request.url = target
    const path = target.split('?', 1)[0]!
    const asked = authority ?? request.headers.host
    takeForwardedHeaders(request, origin)
    if (takesCertificates) handOnCertificate(request)
    response.on('finish', () => {
      const ms = Math.round(performance.now() - started)
      options.log({
        // A role may name the exchange itself.
        request: response.getHeader('x-request-id'),
        method: request.method,
        path,
        status: response.statusCode,
        ms,
      })
    })
    setSecurityHeaders(response)
    response.setHeader('x-request-id', request.headers['x-request-id']!)

    if (request.method === 'TRACE') return send(response, ownAnswers.notAllowed)
    if (odd.test(target)) return send(response, ownAnswers.badPath)
    if (timesSaid(request, 'host') !== 1 || timesSaid(request, 'authorization') > 1) {
      response.setHeader('connection', 'close')
      return send(response, ownAnswers.badRequest)
    }
    const isForeign = scheme !== undefined && `${scheme}:` !== origin.protocol
    if (isForeign || asked?.toLowerCase() !== origin.host) {
      return answerOtherHost(request, response, { asked, origin, leaf })
    }
    request.headers.host = origin.host
    const found = findRoute(path)
    if (found === 'slashless') return addSlash(response, target)
    if (found === undefined) return void sendNotFound(request, response, origin.origin)
    const { route, sandboxed } = found
    if ('folder' in route) {
      return sendStatic(request, response, {
        folder: new URL(`${route.folder}/`, projectFolder),
        path,
        prefix: route.path,
        pages: route.pages ?? false,
        policy: staticPolicyFor(options.issuer),
        onMissing: () => void sendNotFound(request, response, origin.origin),
        onFailure({ message }) {
          const msg = `The file of ${path} cannot be sent: ${message}`
          options.log({ request: request.headers['x-request-id'], msg })
        },
      })
    }
    const { role } = route
    if (role === 'authserver' && options.issuer !== undefined) {
      return send(response, elsewhere(options.issuer))
    }
    if (sandboxed && options.external?.includes(role)) {
      return send(response, withoutSandboxes(role))
    }
    const handle = options.handlers[role]
    if (handle !== undefined) return handle(request, response)
    const unreachable = { status: 502, role, origin: origin.origin, runs: 'embedded' } as const
    return void sendUnreachable(request, response, unreachable)
  }
  const answer: Handler = (request, response) =>
    answerAt({ origin: usual, takesCertificates: false }, request, response)
  const tls = leaf && createServer({ ...secured(leaf), ...limits }, answer)
  const server = tls ?? createPlainServer(limits, answer)
  // Which certificate is good is for the authorization server to say: a client may have made its own.
  const asking = { requestCert: true, rejectUnauthorized: false }
  const certified =
    leaf &&
    createServer({ ...secured(leaf), ...limits, ...asking }, (request, response) =>
      answerAt({ origin: mtls, takesCertificates: true }, request, response),
    )
  server.on(tls ? 'secureConnection' : 'connection', readThroughStream)
  certified?.on('secureConnection', readThroughStream)
  const refuse = (socket: Duplex, answer: OwnAnswer, method: string, reason?: string) => {
    const request = createRequestId()
    endSocket(socket, answer, request)
    options.log({ request, method, path: '', status: answer.status, ms: 0, reason })
  }
  server.on('connect', (_request, socket) => refuse(socket, ownAnswers.notAllowed, 'CONNECT'))
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket) => {
    // A broken connection, or no TLS: nobody reads an answer.
    if (!socket.writable || !/^(?:HPE|ERR_HTTP)_/.test(code)) return socket.destroy()
    return refuse(socket, answersByCode[code] ?? ownAnswers.badRequest, '', code)
  })

  return {
    async listen(port, addresses = ['127.0.0.1']) {
      const bound = await listenOnAll(server, port, addresses)
      others = bound.others
      return bound.port
    },
    async listenForCertificates(port, addresses = ['127.0.0.1']) {
      const bound = await listenOnAll(certified!, port, addresses)
      others = [...others, certified!, ...bound.others]
      return bound.port
    },
    answerFor(value, mtlsValue = value) {
      usual = new URL(value)
      mtls = new URL(mtlsValue)
    },
    useLeaf(next) {
      leaf = next
      tls?.setSecureContext(secured(next))
      certified?.setSecureContext(secured(next))
    },
    close: () =>
      new Promise((resolve) => {
        closing = true
        for (const other of others) other.close()
        server.close(() => resolve())
        const closeAll = () => {
          server.closeAllConnections()
          certified?.closeAllConnections()
        }
        if (underWay === 0) closeAll()
        else setTimeout(closeAll, closingTime).unref()
      }),
  }
}

/** The certificate that the client has shown, if any, for the roles. */
function handOnCertificate({ headers, socket }: IncomingMessage): void {
  const { raw } = (socket as TLSSocket).getPeerCertificate() as { raw?: Buffer }
  if (raw !== undefined) headers[certificateHeader] = writeCertificate(raw)
}

function secured({ certificate, key }: KeyedCertificate) {
  return { cert: certificate, key, minVersion: 'TLSv1.2' as const, ciphers }
}

/**
 * Node's parser reads below the socket, where a pause comes too late. What was received together
 * is still delivered, and a valid request ends as HPE_PAUSED. With a listener of
 * ours the socket is read as a stream, which keeps what comes while paused.
 */
function readThroughStream(socket: Socket): void {
  socket.on('data', () => undefined)
}

/** Pages asked for under another name of this lab go to the origin; all else is misdirected. */
function answerOtherHost(
  request: IncomingMessage,
  response: ServerResponse,
  {
    asked,
    origin,
    leaf,
  }: { asked: string | undefined; origin: URL; leaf: KeyedCertificate | undefined },
): void {
  const host = hostOf(asked)
  const page = request.method === 'GET' && wantsPage(request)
  if (page && host !== undefined && namesOf(leaf).includes(host)) {
    response.writeHead(308, { location: origin.origin + request.url! }).end()
    return
  }
  send(response, misdirected(origin.origin))
}

/** Those of the certificate; without one, those that lead to loopback everywhere. */
function namesOf(leaf: KeyedCertificate | undefined): string[] {
  if (leaf === undefined) return ['localhost', '127.0.0.1', '::1']
  return readCertificate(leaf.certificate).names
}

/** A folder asked for without its slash. */
function addSlash(response: ServerResponse, target: string): void {
  const location = target.replace(/(?=\?|$)/, '/')
  response.writeHead(308, { location }).end()
}

function hostOf(header: string | undefined): string | undefined {
  return URL.parse(`https://${header ?? ''}`)?.hostname.replace(/^\[|\]$|\.$/g, '')
}
