import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readDocument } from '../admin/read-document.ts'
import {
  ExportedPart,
  Imported,
  ImportDocument,
  PartToExport,
  transferParts,
} from '../admin/transfer-document.ts'
import type { TransferPart } from '../admin/transfer-document.ts'
import { transferLimit } from '../admin/transfer-limit.ts'
import type { Sandbox } from '../sandbox.ts'
import type { Secrets } from './secrets.ts'

/** How a file is imported. */
export interface Importing {
  /** The parts that count. */
  only: readonly TransferPart[]
  mode: 'merge' | 'replace'
  dryRun: boolean
}

/** A role's own part of a file. What reads and writes YAML is loaded when somebody asks: it would slow each start down. */
export interface OwnPart {
  /** Its members of a file, without secrets, and these beside them. */
  exportPart(
    sandbox: Sandbox,
    only: readonly TransferPart[],
  ): Promise<{ members: object; secrets: Secrets }>
  /**
   * Brings the sandbox to what a document says of it; what belongs to other roles counts for nothing here.
   * @throws ConfigurationError with every problem and its path
   */
  importFile(request: FastifyRequest, document: unknown, how: Importing): Promise<Imported>
}

/** `export` and `import` of a role: its own part of the one readable file, exported, imported, tried. */
export function transferRoutes(api: FastifyInstance, { exportPart, importFile }: OwnPart): void {
  api.post(
    '/export',
    { schema: { body: PartToExport, response: { 200: ExportedPart } } },
    async ({ sandbox, body }, reply): Promise<ExportedPart> => {
      const {
        only = transferParts,
        passphrase,
        openSecrets,
      } = readDocument(PartToExport, body ?? {})
      const { writeFile } = await import('./write-file.ts')
      const { members, secrets } = await exportPart(sandbox, only)
      const sealed = passphrase === undefined ? undefined : { secrets, passphrase }
      reply.header('cache-control', 'no-store')
      return {
        document: await writeFile(sandbox, members, sealed),
        ...(openSecrets && { secrets: secrets as NonNullable<ExportedPart['secrets']> }),
      }
    },
  )
  api.post(
    '/import',
    {
      bodyLimit: transferLimit,
      schema: { body: ImportDocument, response: { 200: Imported } },
    },
    async (request): Promise<Imported> => {
      const wanted = readDocument(ImportDocument, request.body)
      const { document, only = transferParts, mode, dryRun, passphrase } = wanted
      const { readText } = await import('./read-text.ts')
      const imported = await readText(document, passphrase, (said) =>
        importFile(request, said, { only, mode, dryRun }),
      )
      request.audited = dryRun ? null : { after: imported }
      return imported
    },
  )
}
