import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** By which an answer, a role's lines in the log and the web server's name one request. */
export function createRequestId(): string {
  return randomUUID().slice(0, 8)
}

/**
 * The id that the web server gave to a request, or a new one. Whoever reaches a role's own port can
 * say something else, so only what is short and plain is taken.
 */
export function requestIdOf({ headers }: IncomingMessage): string {
  const said = String(headers['x-request-id'] ?? '')
  return /^[A-Za-z0-9_-]{1,64}$/.test(said) ? said : createRequestId()
}
