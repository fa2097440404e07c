import type { FastifyRequest } from 'fastify'
import type { OwnPart } from '@oauth-lab/kit/transfer/transfer-routes.ts'
import type { Database } from '../store/tables.ts'
import { exportPart } from './export-part.ts'
import { importPart } from './import-part.ts'

/**
 * The resource server's part of a file: its server definitions, its configuration and its registration.
 * @param announce tells the authorization server which resources there are now
 */
export function createOwnPart(
  db: Database,
  announce: (request: FastifyRequest) => Promise<void>,
): OwnPart {
  return {
    exportPart: async (sandbox, only) =>
      only.includes('resserver') ? exportPart(db, sandbox) : { members: {}, secrets: {} },
    async importFile(request, document, how) {
      const imported = await importPart(db, request.sandbox, document, how)
      if (!how.dryRun && imported.changes.length > 0) await announce(request)
      return imported
    },
  }
}
