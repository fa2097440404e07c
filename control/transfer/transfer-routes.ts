import type { FastifyInstance } from 'fastify'
import { readDocument } from '@oauth-lab/kit/admin/read-document.ts'
import {
  Exported,
  ExportDocument,
  Imported,
  ImportDocument,
  transferParts,
} from '@oauth-lab/kit/admin/transfer-document.ts'
import type { ExportedPart } from '@oauth-lab/kit/admin/transfer-document.ts'
import { transferLimit } from '@oauth-lab/kit/admin/transfer-limit.ts'
import type { ControlContext } from '../context.ts'
import { importDocument } from './import-document.ts'
import { rolesOf } from './roles-of.ts'

/** One readable file of all roles: each role exports and imports its own part. */
export function transferRoutes(api: FastifyInstance, { roles }: ControlContext): void {
  api.post(
    '/export',
    { schema: { body: ExportDocument, response: { 200: Exported } } },
    async ({ sandbox, body }, reply): Promise<Exported> => {
      const { only = transferParts, passphrase } = readDocument(ExportDocument, body ?? {})
      const openSecrets = passphrase !== undefined
      const parts = await Promise.all(
        rolesOf(roles, only).map((role) =>
          roles.call<ExportedPart>(sandbox, role, 'POST', 'export', { only, openSecrets }),
        ),
      )
      const { joinFiles } = await import('@oauth-lab/kit/transfer/join-files.ts')
      reply.header('cache-control', 'no-store')
      return { document: await joinFiles(sandbox, parts, passphrase) }
    },
  )
  api.post(
    '/import',
    {
      bodyLimit: transferLimit,
      schema: { body: ImportDocument, response: { 200: Imported } },
    },
    async ({ sandbox, body }): Promise<Imported> => {
      const { document, passphrase, ...how } = readDocument(ImportDocument, body)
      const { readText } = await import('@oauth-lab/kit/transfer/read-text.ts')
      return readText(document, passphrase, (said) => importDocument(roles, sandbox, said, how))
    },
  )
}
