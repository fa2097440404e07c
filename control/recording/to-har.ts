import { randomBytes } from 'node:crypto'
import { hideHar } from '@oauth-lab/explain/secrets/hide-har.ts'
import { createMemory } from '@oauth-lab/explain/secrets/hide-everywhere.ts'
import { createHide } from '@oauth-lab/explain/secrets/hide.ts'
import type { RecordingHar, ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import type { Selection, Told } from './select.ts'

/** An HTTP Archive 1.2; the lab's own members begin with `_`. From its cursor the stream goes on. */
export function toHar(
  { entries, flows }: Selection,
  { dropped, cursor }: { dropped: number; cursor: string },
  show: Show,
): RecordingHar {
  return {
    log: {
      version: '1.2',
      creator: { name: 'OAuth Lab', version: '1' },
      entries: show(entries),
      _oauth: { flows, dropped, cursor },
    },
  }
}

/** Entries as one reader sees them. */
export type Show = (told: readonly Told[]) => ShownEntry[]

/**
 * Shows entries, each with its message and its flow. Without secrets the same one is the same word
 * in all that this reader is shown.
 */
export function createShow({ secrets }: { secrets: boolean }): Show {
  if (secrets) return named
  const hide = createHide(randomBytes(32))
  const memory = createMemory(hide, remembered)
  return (told) => hideHar(named(told), hide, memory)
}

/** Of a stream that never ends so many secrets are known again where no name tells of them. */
const remembered = 200_000

function named(told: readonly Told[]): ShownEntry[] {
  return told.map(({ entry, message, flow }): ShownEntry => {
    const { instance: _instance, number: _number, ...known } = entry._oauth
    const member = { ...known, ...(message && { message }), ...(flow && { flow }) }
    return { ...entry, _oauth: member }
  })
}
