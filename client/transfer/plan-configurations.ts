import type { Imported } from '@oauth-lab/kit/admin/transfer-document.ts'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'
import { compareRows } from '@oauth-lab/kit/transfer/plan.ts'
import type { Plan } from '@oauth-lab/kit/transfer/plan.ts'
import type { ClientConfigurationDocument } from '../configurations/configuration-document.ts'
import { forgetConfiguration } from '../configurations/configurations.ts'
import type { Configuration } from '../configurations/configurations.ts'
import type { Database } from '../store/database.ts'
import { removeRegistration, replaceRegistration } from '../store/registrations.ts'
import type { RegistrationRow } from '../store/tables.ts'
import type { ConfigurationEntry } from './configuration-entry.ts'
import { registrationEntry, registrationRow } from './registration-entry.ts'

/** A configuration as it will be. */
interface Wanted {
  id: string
  madeAt: string
  document: ClientConfigurationDocument
  registration: RegistrationRow | undefined
}

/**
 * What becomes of the configurations and of what servers know them by; without entries they stay. Nobody is
 * asked: what another server keeps of a client that goes stays there.
 * @returns besides what there will be
 */
export function planConfigurations(
  sandbox: Sandbox,
  {
    before,
    registrations,
    entries,
    mode,
  }: {
    before: readonly Configuration[]
    registrations: readonly RegistrationRow[]
    entries: readonly ConfigurationEntry[] | undefined
    mode: 'merge' | 'replace'
  },
): Plan<Database> & { documents: Configuration[] } {
  const known = new Map(
    before.map(({ id, madeAt, ...document }): [string, Wanted] => [
      id,
      {
        id,
        madeAt,
        document,
        registration: registrations.find((one) => one.configuration_id === id),
      },
    ]),
  )
  const notes: Imported['notes'] = []
  const wanted = (entries ?? []).map((entry) => {
    const former = known.get(entry.id)
    const registration = registrationOf(sandbox, entry, former, mode)
    if (
      entry.registration !== undefined &&
      registration?.client_id !== entry.registration.client_id
    ) {
      const message = 'has no registration: the file has no secret for it'
      notes.push({ part: 'client', name: nameOf(entry), message })
    }
    const { id, document } = entry
    const madeAt = entry.madeAt ?? former?.madeAt ?? new Date(sandbox.clock.now()).toISOString()
    return { id, madeAt, document, registration }
  })
  const ids = new Set(wanted.map(({ id }) => id))
  const others = [...known.values()].filter(({ id }) => !ids.has(id))
  const gone = entries !== undefined && mode === 'replace' ? others : []
  const stay = others.filter((one) => !gone.includes(one))
  const pairs = wanted.map((row) => ({ row, before: known.get(row.id) }))
  const { created, changed } = compareRows(pairs, told)
  return {
    changes: [
      ...created.map((one) => tell(one, 'created')),
      ...changed.map(({ row, members }) => tell(row, 'changed', members)),
      ...gone.map((one) => tell(one, 'deleted')),
    ],
    unchanged: wanted.length - created.length - changed.length,
    notes,
    documents: [...stay, ...wanted].map(({ id, madeAt, document }) => ({
      id,
      madeAt,
      ...document,
    })),
    async apply(work) {
      for (const { id } of gone) await forgetConfiguration(work, sandbox, id)
      const stored = [...created.map((row) => ({ row, members: ['registration'] })), ...changed]
      for (const { row: one, members } of stored) {
        const { id, madeAt, document, registration } = one
        const row = {
          document: JSON.stringify(document),
          server: document.server,
          made_at: Date.parse(madeAt),
        }
        await work
          .insertInto('client_configurations')
          .values({ sandbox: sandbox.id, configuration_id: id, ...row })
          .onConflict((conflict) =>
            conflict.columns(['sandbox', 'configuration_id']).doUpdateSet(row),
          )
          .execute()
        // What is as it was keeps its token.
        if (registration === undefined) await removeRegistration(work, sandbox.id, id)
        else if (members.includes('registration')) await replaceRegistration(work, registration)
      }
    },
  }
}

/** Another server or type makes another client of it, which nobody knows yet. */
function registrationOf(
  sandbox: Sandbox,
  { id, document, registration: entry }: ConfigurationEntry,
  former: Wanted | undefined,
  mode: 'merge' | 'replace',
): RegistrationRow | undefined {
  const before = former?.registration
  if (entry !== undefined) {
    const row = registrationRow(sandbox, id, document.type, entry, before)
    if (row !== undefined) return row
  }
  const { server, type } = document
  const isSame = former?.document.server === server && former.document.type === type
  return mode === 'merge' && isSame ? before : undefined
}

/** What a change of a configuration is told by. */
function told({ madeAt, document, registration }: Wanted): object {
  const { shown, secret } = registration === undefined ? {} : registrationEntry(registration)
  return { madeAt, ...document, registration: registration && { ...shown, ...secret } }
}

const nameOf = ({ id }: { id: string }) => `configuration ${id}`

function tell(
  one: Wanted,
  change: Imported['changes'][number]['change'],
  members: string[] = [],
): Imported['changes'][number] {
  return { part: 'client', name: nameOf(one), change, members }
}
