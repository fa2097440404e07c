import type { FastifyInstance } from 'fastify'
import { transferLimit } from '@oauth-lab/kit/admin/transfer-limit.ts'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import {
  Exported,
  ExportDocument,
  Imported,
  ImportDocument,
  transferParts,
} from '@oauth-lab/kit/admin/transfer-document.ts'
import { configurationOf } from '../configuration/configurations.ts'
import type { AuthServer } from '../server.ts'

/** Configuration, clients, users and keys as one readable file: exported, imported, tried. */
export function transferRoutes(api: FastifyInstance, server: AuthServer): void {
  const { db, passwords } = server
  // What reads and writes YAML is loaded when somebody asks: it would slow each start down.
  api.post(
    '/export',
    { schema: { body: ExportDocument, response: { 200: Exported } } },
    async ({ sandbox, body }, reply): Promise<Exported> => {
      const { only = transferParts, passphrase } = readDocument(ExportDocument, body ?? {})
      const { exportDocument } = await import('../transfer/export-document.ts')
      reply.header('cache-control', 'no-store')
      return { document: await exportDocument(server, sandbox, { only, passphrase }) }
    },
  )
  api.post(
    '/import',
    {
      bodyLimit: transferLimit,
      schema: { body: ImportDocument, response: { 200: Imported } },
    },
    async (request): Promise<Imported> => {
      const { sandbox, body } = request
      const { document, only = transferParts, ...how } = readDocument(ImportDocument, body)
      const { readText } = await import('../transfer/read-text.ts')
      const { importTransfer } = await import('../transfer/import-transfer.ts')
      const before = await configurationOf(db, sandbox)
      const reading = { hooks: server.hooks(sandbox), sandbox, before, mode: how.mode, only }
      const imported = await readText(document, how.passphrase, reading, (transfer) =>
        importTransfer({ server, sandbox }, transfer, { ...how, passwords }),
      )
      request.audited = how.dryRun ? null : { after: imported }
      return imported
    },
  )
}
