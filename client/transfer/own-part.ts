import type { OwnPart } from '@oauth-lab/kit/transfer/transfer-routes.ts'
import type { Database } from '../store/database.ts'
import { exportPart } from './export-part.ts'
import { importPart } from './import-part.ts'

/** The client's part of a file: servers, configurations with their registrations, and which one each application uses. */
export function createOwnPart(db: Database): OwnPart {
  return {
    exportPart: async (sandbox, only) =>
      only.includes('client') ? exportPart(db, sandbox) : { members: {}, secrets: {} },
    importFile: ({ sandbox }, document, how) => importPart(db, sandbox, document, how),
  }
}
