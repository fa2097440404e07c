import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Sandbox } from '../sandbox.ts'
import type { Sandboxes } from '../sandboxes.ts'
import type { PartDefinition } from '../snapshot/part-definition.ts'
import type { ReadPart } from '../snapshot/read-part.ts'
import { PartReport, RolePart, SentPart } from '../snapshot/role-part.ts'
import { snapshotLimit } from '../snapshot/snapshot-limit.ts'
import { AdminError } from './admin-error.ts'
import { readDocument } from './read-document.ts'

const Question = z.strictObject({
  examine: z
    .uuid()
    .optional()
    .describe('says what would come of it, or what is wrong; nothing is stored'),
  examined: z
    .uuid()
    .optional()
    .describe('stores what was examined under this id, without a document; 409 where it is gone'),
})

/** How long what was examined waits to be stored, milliseconds of real time. */
const patience = 60_000

/** A role's own part of a sandbox's snapshot: read, examined, restored. */
export function snapshotRoutes(
  api: FastifyInstance,
  { sandboxes, part: definition }: { sandboxes: Sandboxes; part: PartDefinition },
): void {
  /** What was examined last need not be sent and read again. */
  let kept: { id: string; sandbox: Sandbox; read: ReadPart } | undefined
  let forgetting: NodeJS.Timeout | undefined
  const forget = () => {
    clearTimeout(forgetting)
    kept = undefined
  }
  api.addHook('onClose', (_app, done) => {
    forget()
    done()
  })

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
      schema: { querystring: Question, body: SentPart.optional(), response: { 200: PartReport } },
    },
    async ({ sandbox, query, body }): Promise<PartReport> => {
      const { examine, examined } = readDocument(Question, query)
      const { restorePart } = await import('../snapshot/restore-part.ts')
      if (examined !== undefined) {
        const found = kept?.id === examined && kept.sandbox === sandbox ? kept.read : undefined
        if (found === undefined) {
          throw new AdminError(409, 'not_examined', 'What was examined is gone: send it again.')
        }
        forget()
        await restorePart(sandboxes, sandbox, found)
        return found.report
      }
      const sent = readDocument(SentPart, body)
      const { readPart } = await import('../snapshot/read-part.ts')
      const read = await readPart(definition, sandbox, sent)
      if (examine === undefined) {
        await restorePart(sandboxes, sandbox, read)
        return read.report
      }
      forget()
      kept = { id: examine, sandbox, read }
      forgetting = setTimeout(forget, patience).unref()
      return read.report
    },
  )
}
