import type { FastifyInstance } from 'fastify'
import { AdminError } from '@oauth-lab/kit/admin/admin-error.ts'
import { RestoredDocument, SnapshotDocument } from '@oauth-lab/kit/admin/snapshot-document.ts'
import type { PartDefinition } from '@oauth-lab/kit/snapshot/part-definition.ts'
import { snapshotLimit } from '@oauth-lab/kit/snapshot/snapshot-limit.ts'
import { createTurns } from '@oauth-lab/kit/turns.ts'
import type { ControlContext } from '../context.ts'

/** All that a sandbox holds, in all roles: saved as one document, and restored from one. */
export function snapshotRoutes(
  api: FastifyInstance,
  context: ControlContext,
  own: PartDefinition,
): void {
  const { inTurn } = createTurns()

  api.get(
    '/snapshot',
    { schema: { response: { 200: SnapshotDocument } } },
    async ({ sandbox }, reply) => {
      const { createLabParts, save } = await import('./snapshot.ts')
      const parts = createLabParts(context, own)
      const snapshot = await inTurn(sandbox.id, () => save(parts, sandbox))
      const text = JSON.stringify(snapshot)
      if (Buffer.byteLength(text) > snapshotLimit) {
        const most = snapshotLimit / 1024 / 1024
        const description = `The sandbox holds more than the ${most} MiB that a lab reads as a snapshot.`
        throw new AdminError(409, 'too_large', description)
      }
      reply.header('cache-control', 'no-store').type('application/json')
      return reply.send(text)
    },
  )

  api.put(
    '/snapshot',
    {
      bodyLimit: snapshotLimit,
      schema: { body: SnapshotDocument, response: { 200: RestoredDocument } },
    },
    async ({ sandbox, body }): Promise<RestoredDocument> => {
      const { createLabParts, restore } = await import('./snapshot.ts')
      const parts = createLabParts(context, own)
      return inTurn(sandbox.id, () => restore(context, parts, sandbox, body))
    },
  )
}
