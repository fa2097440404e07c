import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import type { Plan } from '@oauth-lab/kit/transfer/plan.ts'
import type { Application } from '../configurations/application-document.ts'
import { storeChoice } from '../configurations/applications.ts'
import type { Applications } from '../configurations/applications.ts'
import type { Database } from '../store/database.ts'

/** With which configuration each application that the file names works from now on. */
export function planApplications(
  sandbox: Sandbox,
  before: Applications,
  wanted: Partial<Record<Application, string | null | undefined>>,
): Plan<Database> {
  const entries = Object.entries(wanted) as [Application, string | null][]
  const changed = entries.filter(([name, id]) => (before.get(name) ?? '') !== (id ?? ''))
  return {
    changes: changed.map(([name]) => ({
      part: 'client',
      name: `application ${name}`,
      change: 'changed',
      members: [],
    })),
    unchanged: entries.length - changed.length,
    notes: [],
    async apply(work) {
      // All of them: a configuration that went took its applications along.
      for (const [name, id] of entries) await storeChoice(work, sandbox, name, id ?? '')
    },
  }
}
