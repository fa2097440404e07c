import type { Seen } from '@oauth-lab/explain/recording/recording.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'

/** Apart enough to be in order, milliseconds. */
const moment = 0.001

/**
 * When each answer was there, by the exchange's id: real time, milliseconds since 1970. A role notes the end of an
 * answer when its last byte has left. Who asked may have gone on by then: so an answer comes before the request
 * that follows its redirect, and before the answer of the exchange during which it was asked for.
 * @param exchanges in order of time
 */
export function answerTimes(exchanges: readonly Seen[]): Map<string, number> {
  const followed = new Map<string, number[]>()
  for (const { entry } of exchanges) {
    const address = withoutFragment(entry.request.url)
    const starts = followed.get(address)
    const { startedAt } = (entry as ShownEntry)._oauth
    if (starts === undefined) followed.set(address, [startedAt])
    else starts.push(startedAt)
  }
  const times = new Map<string, number>()
  for (const { entry, redirect } of exchanges) {
    const { time, _oauth } = entry as ShownEntry
    const { id, startedAt, parent = '' } = _oauth
    const starts = redirect && followed.get(withoutFragment(redirect.url.href))
    const next = starts?.find((start) => start > startedAt) ?? Infinity
    const around = times.get(parent) ?? Infinity
    const latest = Math.min(startedAt + time, next - moment, around - moment)
    times.set(id, Math.max(startedAt, latest))
  }
  return times
}

function withoutFragment(address: string): string {
  return address.split('#', 1)[0]!
}
