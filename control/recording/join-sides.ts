import type { RecordedEntry } from '@oauth-lab/kit/recording/har-entry.ts'

/**
 * Makes one entry of the two sides of a call, the one of who was asked, and puts all in the order in
 * which they began. A call that no role of the lab answered stays as its caller recorded it.
 */
export function joinSides(entries: readonly RecordedEntry[]): RecordedEntry[] {
  const answered = new Set(entries.flatMap(({ _oauth: { span } }) => span ?? []))
  return entries
    .filter(({ _oauth: { side, id } }) => side === 'served' || !answered.has(id))
    .sort((a, b) => a._oauth.startedAt - b._oauth.startedAt)
}
