import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Sandboxes } from '../sandboxes.ts'
import type { PartDefinition } from '../snapshot/part-definition.ts'
import { PartReport, RolePart, SentPart } from '../snapshot/role-part.ts'
import { snapshotLimit } from '../snapshot/snapshot-limit.ts'
import { readDocument } from './read-document.ts'

const Question = z.strictObject({
  examine: z
    .literal('true')
    .optional()
    .describe('says what would come of it, or what is wrong; nothing is stored'),
})

/** A role's own part of a sandbox's snapshot: read, examined, restored. */
export function snapshotRoutes(
  api: FastifyInstance,
  { sandboxes, part: definition }: { sandboxes: Sandboxes; part: PartDefinition },
): void {
  api.get(
    '/snapshot',
    { schema: { response: { 200: RolePart } } },
    async ({ sandbox }, reply): Promise<RolePart> => {
      reply.header('cache-control', 'no-store')
      const { savePart } = await import('../snapshot/save-part.ts')
      return savePart(definition, sandbox)
    },
  )

  api.put(
    '/snapshot',
    {
      bodyLimit: snapshotLimit,
      schema: { querystring: Question, body: SentPart, response: { 200: PartReport } },
    },
    async ({ sandbox, query, body }): Promise<PartReport> => {
      const { examine } = readDocument(Question, query)
      const sent = readDocument(SentPart, body)
      const { readPart } = await import('../snapshot/read-part.ts')
      const read = await readPart(definition, sandbox, sent)
      if (examine === undefined) {
        const { restorePart } = await import('../snapshot/restore-part.ts')
        await restorePart(sandboxes, sandbox, read)
      }
      return read.report
    },
  )
}
