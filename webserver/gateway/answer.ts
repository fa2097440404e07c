import { STATUS_CODES } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { pagePolicy } from '@oauth-lab/kit/pages/send-page.ts'
import { allowed, bodyOf, ownAnswers } from '../refusals.ts'
import type { OwnAnswer } from '../refusals.ts'
import type { Unreachable } from '../unreachable.ts'

const securityHeaders = { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' }

/** On every answer; where a role says something itself, its word holds. */
export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
}

/** Whether a page is asked for, and not JSON. */
export function wantsPage({ headers }: IncomingMessage): boolean {
  return /text\/html/i.test(headers.accept ?? '')
}

/** Sends one of the web server's own answers as JSON. */
export function send(
  response: ServerResponse,
  what: OwnAnswer,
  allow: keyof typeof allowed = 'role',
): void {
  response
    .writeHead(what.status, {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      ...(what.status === 405 && { allow: allowed[allow] }),
    })
    .end(bodyOf(what))
}

/** Says that nothing is served there: as a page to people, as JSON to programs. */
export async function sendNotFound(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
): Promise<void> {
  response.setHeader('vary', 'Accept')
  if (!wantsPage(request)) return send(response, ownAnswers.notFound)
  // Templates are loaded only where a page is needed.
  const { notFoundPage } = await import('../not-found.ts')
  response
    .writeHead(ownAnswers.notFound.status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': pagePolicy,
    })
    .end(notFoundPage(origin))
}

/** Says that a role can't be reached: as a page to people, as JSON to programs. */
export async function sendUnreachable(
  request: IncomingMessage,
  response: ServerResponse,
  what: Unreachable,
): Promise<void> {
  // Templates are loaded only where a page is needed.
  const { unreachableMessage } = await import('../unreachable.ts')
  const { headers, body } = unreachableMessage(what, wantsPage(request))
  response.writeHead(what.status, { ...headers, vary: 'Accept' }).end(body)
}

/** Answers on a connection on which no request could be read, and ends it. */
export function endSocket(socket: Duplex, what: OwnAnswer, requestId: string): void {
  const body = bodyOf(what)
  const headers = {
    ...securityHeaders,
    'x-request-id': requestId,
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
    ...(what.status === 405 && { allow: allowed.role }),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${what.status} ${STATUS_CODES[what.status]}\r\n${lines.join('')}\r\n${body}`)
}
