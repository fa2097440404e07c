import type { OwnPart } from '@oauth-lab/kit/transfer/transfer-routes.ts'
import { configurationOf } from '../configuration/configurations.ts'
import type { AuthServer } from '../server.ts'
import { exportPart } from './export-part.ts'
import { importTransfer } from './import-transfer.ts'
import { readTransfer } from './read-transfer.ts'

/** Configuration, clients, users and keys: the authorization server's part of a file. */
export function createOwnPart(server: AuthServer): OwnPart {
  const { db, passwords } = server
  return {
    exportPart: (sandbox, only) => exportPart(server, sandbox, only),
    async importFile({ sandbox }, document, { only, mode, dryRun }) {
      const before = await configurationOf(db, sandbox)
      const reading = { hooks: server.hooks(sandbox), sandbox, before, mode, only }
      const transfer = readTransfer(document, reading)
      return importTransfer({ server, sandbox }, transfer, { mode, dryRun, passwords })
    },
  }
}
