import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent, request } from 'node:https'
import { text } from 'node:stream/consumers'
import type { LookupFunction } from 'node:net'

export interface CallOptions {
  method: string
  headers?: Record<string, string>
  body?: string
}

export interface CallAnswer {
  status: number
  /** Names and values by turns. */
  headers: readonly string[]
  text: string
}

/**
 * A request to the lab's own origin. Rejects when nothing answers there. One that found its kept
 * connection closed is sent again on another one, where its method allows that (RFC 9110 §9.2.2, RFC 9112 §9.3.1).
 */
export type Call = (url: string, options: CallOptions) => Promise<CallAnswer>

/** How long a peer may be silent, milliseconds. */
const timeout = 10_000

/**
 * What a lab uses when it talks to itself: it trusts the lab's root alone. `fetch` would take as
 * long to load as a whole role.
 * @param root PEM; empty for a lab without TLS
 */
export function createCall(root: string, lookup: LookupFunction): { call: Call; close(): void } {
  const isPlain = root === ''
  const agent = isPlain
    ? new PlainAgent({ lookup, keepAlive: true })
    : new Agent({ ca: root, lookup, keepAlive: true })
  const send = isPlain ? plainRequest : request
  const once: Call = (url, { method, headers, body }) =>
    new Promise((resolve, reject) => {
      // Not the agent's: a connection that was idle would keep the shorter time that its server told.
      const outgoing = send(url, { agent, method, timeout, ...(headers && { headers }) })
      outgoing.on('response', (incoming) => {
        const answer = (content: string) =>
          resolve({ status: incoming.statusCode!, headers: incoming.rawHeaders, text: content })
        text(incoming).then(answer, reject)
      })
      outgoing.on('timeout', () => outgoing.destroy(new Error('the connection timed out')))
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        const wasClosed = outgoing.reusedSocket && closed.has(error.code ?? '')
        reject(wasClosed ? new ClosedMeanwhile('', { cause: error }) : error)
      })
      outgoing.end(body)
    })
  const call: Call = (url, options) =>
    once(url, options).catch((error: unknown) => {
      if (!(error instanceof ClosedMeanwhile)) throw error
      if (idempotent.has(options.method)) return call(url, options)
      throw error.cause
    })
  return { call, close: () => agent.destroy() }
}

/** A kept connection had ended before the request was read. */
class ClosedMeanwhile extends Error {}

const closed = new Set(['ECONNRESET', 'EPIPE'])
const idempotent = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])
