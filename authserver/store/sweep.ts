import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { keptAfterEnd, sweepEnded } from '@oauth-lab/kit/sweep-each-hour.ts'
import { deleteUnused } from '../clients/unused-clients.ts'
import { configurationOf } from '../configuration/configurations.ts'
import type { Database } from './database.ts'
import { tables } from './tables.ts'

/**
 * Deletes what ended long ago, grants of which nothing is left, and unused clients that registered
 * themselves.
 */
export async function sweep(db: Database, sandbox: Sandbox): Promise<void> {
  await sweepEnded(db, tables, sandbox)
  const before = sandbox.clock.now() - keptAfterEnd
  await db
    .deleteFrom('grants')
    .where('sandbox', '=', sandbox.id)
    .where('created_at', '<', before)
    .where('grant_id', 'not in', grantsOf(db, 'codes', sandbox))
    .where('grant_id', 'not in', grantsOf(db, 'refresh_tokens', sandbox))
    .where('grant_id', 'not in', grantsOf(db, 'access_tokens', sandbox))
    .execute()
  const configuration = await configurationOf(db, sandbox)
  if (configuration) await deleteUnused(db, sandbox, configuration.unusedClientLifetime)
}

function grantsOf(
  db: Database,
  table: 'codes' | 'refresh_tokens' | 'access_tokens',
  sandbox: Sandbox,
) {
  return db
    .selectFrom(table)
    .select((row) => row.ref('grant_id').$notNull().as('grant_id'))
    .where('sandbox', '=', sandbox.id)
    .where('grant_id', 'is not', null)
}
