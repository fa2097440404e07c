import { AsyncLocalStorage } from 'node:async_hooks'
import type { FastifyRequest } from 'fastify'
import './http/served-request.ts'

const serving = new AsyncLocalStorage<FastifyRequest>()

/** Runs what serves a request, so that everything it calls can tell for whom. */
export function serve<T>(request: FastifyRequest, work: () => T): T {
  return serving.run(request, work)
}

/** The request that is being served here, with its sandbox; undefined outside of one. */
export function currentExchange(): FastifyRequest | undefined {
  return serving.getStore()
}
