import { randomBytes } from 'node:crypto'
import { hideHar } from '@oauth-lab/explain/secrets/hide-har.ts'
import { createHide } from '@oauth-lab/explain/secrets/hide.ts'
import type { RecordingHar, ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import type { Selection, Told } from './select.ts'

/** An HTTP Archive 1.2; the lab's own members begin with `_`. */
export function toHar(
  { entries, flows }: Selection,
  dropped: number,
  secrets: boolean,
): RecordingHar {
  return {
    log: {
      version: '1.2',
      creator: { name: 'OAuth Lab', version: '1' },
      entries: shownEntries(entries, secrets),
      _oauth: { flows, dropped },
    },
  }
}

/** Entries as a reader may see them: each with its message and its flow. */
export function shownEntries(told: readonly Told[], secrets: boolean): ShownEntry[] {
  const entries = told.map(({ entry, message, flow }): ShownEntry => {
    const { number: _number, ...known } = entry._oauth
    const member = { ...known, ...(message && { message }), ...(flow && { flow }) }
    return { ...entry, _oauth: member }
  })
  return secrets ? entries : hideHar(entries, createHide(randomBytes(32)))
}
