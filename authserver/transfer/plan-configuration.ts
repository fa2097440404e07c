import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { writeConfiguration } from '../configuration/configurations.ts'
import type { Definition } from '../configuration/configurations.ts'
import { differences } from '@oauth-lab/kit/transfer/plan.ts'
import type { Plan } from '@oauth-lab/kit/transfer/plan.ts'
import type { Database } from '../store/database.ts'

/** What becomes of the configuration, of which the file may say nothing. */
export function planConfiguration(
  sandbox: Sandbox,
  before: Definition,
  after: Definition,
): Plan<Database> {
  if (after === undefined) return { changes: [], unchanged: 0, notes: [], apply: async () => {} }
  const changed = differences(before ?? {}, after)
  return {
    changes: changed.map((name) => ({
      part: 'configuration',
      name,
      change: before === undefined ? 'created' : 'changed',
      members: [],
    })),
    unchanged: Object.keys(after).length - changed.length,
    notes: [],
    async apply(work) {
      if (changed.length > 0) await writeConfiguration(work, sandbox, after)
    },
  }
}
