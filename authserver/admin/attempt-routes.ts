import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { Done } from '@oauth-lab/kit/admin/etag.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import type { AuthServer } from '../server.ts'

const Pair = z.strictObject({ username: z.string(), address: z.string() })

/**
 * Wrong passwords of a user from an address. Control counts them too, since it takes the
 * administrator's password like the sign-in page. `wait` is in milliseconds on the sandbox's clock.
 */
export function attemptRoutes(api: FastifyInstance, { throttle }: AuthServer): void {
  const waited = { querystring: Pair, response: { 200: z.strictObject({ wait: z.number() }) } }
  api.get('/attempts', { schema: waited }, async ({ sandbox, query }) => {
    const { username, address } = readDocument(Pair, query)
    return { wait: await throttle.wait(sandbox, username, address) }
  })
  const failed = { querystring: Pair, response: { 201: z.strictObject({ failures: z.int() }) } }
  api.post('/attempts', { schema: failed }, async ({ sandbox, query }, reply) => {
    const { username, address } = readDocument(Pair, query)
    const failures = await throttle.failed(sandbox, username, address)
    return reply.code(201).send({ failures })
  })
  const forgotten = { querystring: Pair, response: { 204: Done } }
  api.delete('/attempts', { schema: forgotten }, async ({ sandbox, query }, reply) => {
    const { username, address } = readDocument(Pair, query)
    await throttle.succeeded(sandbox, username, address)
    return reply.code(204).send()
  })
}
