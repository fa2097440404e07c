import type { RecordedEntry } from '@oauth-lab/kit/admin/recording-document.ts'

/**
 * Makes one entry of the two sides of a call, the one of who was asked, and puts all in the order in
 * which they began. A call that no role of the lab answered stays as its caller recorded it.
 */
export function joinSides(entries: readonly RecordedEntry[]): RecordedEntry[] {
  const made = new Map(
    entries.flatMap(({ _oauth: { side, id, startedAt } }) =>
      side === 'made' ? [[id, startedAt] as const] : [],
    ),
  )
  const answered = new Set(entries.flatMap(({ _oauth: { span } }) => span ?? []))
  return entries
    .filter(({ _oauth: { side, id } }) => side === 'served' || !answered.has(id))
    .map((entry) => notBefore(entry, made.get(entry._oauth.span ?? '')))
    .sort((a, b) => a._oauth.startedAt - b._oauth.startedAt)
}

/** Two machines need not agree on the time: nobody answers a call before it was made. */
function notBefore(entry: RecordedEntry, asked = 0): RecordedEntry {
  const { _oauth } = entry
  if (_oauth.startedAt >= asked) return entry
  const startedDateTime = new Date(asked).toISOString()
  return { ...entry, startedDateTime, _oauth: { ..._oauth, startedAt: asked } }
}
