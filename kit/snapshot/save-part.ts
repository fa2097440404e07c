import type { Sandbox } from '../sandbox.ts'
import { tablesOf } from './part-definition.ts'
import type { PartDefinition } from './part-definition.ts'
import type { RolePart } from './role-part.ts'
import { readStored } from './stored-rows.ts'

/** Everything that a role holds of a sandbox, of one moment. It holds secrets. */
export async function savePart(definition: PartDefinition, sandbox: Sandbox): Promise<RolePart> {
  const { clock, waived, recording, seed, blank, epoch } = sandbox.settings()
  const random = sandbox.random.state()
  const tables = await definition.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((work) => readStored(work, tablesOf(definition), sandbox.id))
  return {
    migrations: Object.keys(definition.migrations),
    settings: { clock, waived: [...waived], recording, seed, blank, epoch },
    random,
    tables,
  }
}
