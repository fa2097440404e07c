import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { createFlowReader } from './read-flows.ts'
import type { FlowReader } from './read-flows.ts'

/** So many exchanges are read before the first rows are drawn, and so many with each page of the earlier ones. */
const size = 300

/** Exchanges around the end of a page that are asked for again: a call and its answer, a redirect and where it led, are joined. */
const overlap = 40

/** Milliseconds that the page may be held up at once. */
const moment = 8

export interface Recorded {
  entries: readonly ShownEntry[]
  cursor: string
  /** Exchanges that went for want of room. */
  dropped: number
  /** Nothing that began earlier is left to be read. */
  isWhole: boolean
  reader: FlowReader
}

/** The newest exchanges, and with them what was read before. */
export async function newestOf(before: Recorded | undefined): Promise<Recorded> {
  const { entries, cursor, dropped } = await ask({ newest: size })
  const reader = before?.reader ?? createFlowReader()
  if (entries.length < size) return { entries, cursor, dropped, isWhole: true, reader }
  const known = new Set(before?.entries.map(({ _oauth }) => _oauth.id))
  // After a reset, and after long, the one does not lead to the other.
  if (before === undefined || !known.has(entries[0]!._oauth.id)) {
    return { entries, cursor, dropped, isWhole: false, reader: createFlowReader() }
  }
  const fresh = entries.filter(({ _oauth }) => !known.has(_oauth.id))
  return { ...before, entries: [...before.entries, ...fresh], cursor, dropped }
}

/**
 * Reads what began before what is known, page after page, and leaves the browser time for everything else.
 * @returns in order of time
 * @throws what the API answers, and when it is aborted
 */
export async function readEarlier(
  { entries, reader }: Recorded,
  signal: AbortSignal,
): Promise<ShownEntry[]> {
  const known = new Set(entries.map(({ _oauth }) => _oauth.id))
  const spans = new Set(entries.map(({ _oauth }) => _oauth.span))
  let oldest = entries
  const pages: ShownEntry[][] = []
  for (;;) {
    const [{ _oauth: first }] = oldest as [ShownEntry]
    const edge = oldest[Math.min(overlap, oldest.length - 1)]!
    const until = new Date(edge._oauth.startedAt).toISOString()
    const page = await ask({ newest: size + overlap, until }, signal)
    const earlier = page.entries.filter(
      ({ _oauth: { id, startedAt } }) =>
        startedAt <= first.startedAt && !known.has(id) && !spans.has(id),
    )
    if (earlier.length === 0) return pages.toReversed().flat()
    for (const { _oauth } of earlier) {
      known.add(_oauth.id)
      spans.add(_oauth.span)
    }
    await prepare(earlier, reader, signal)
    pages.push(earlier)
    oldest = page.entries
  }
}

/** How many exchanges went for want of room by now. @throws ApiError */
export async function droppedNow(): Promise<number> {
  return (await ask({ newest: 1 })).dropped
}

async function ask(question: { newest: number; until?: string }, signal?: AbortSignal) {
  const query = { secrets: 'true', ...question } as const
  const options = { params: { query }, ...(signal && { signal }) }
  const { log } = await dataOf(control.GET('/control/api/recording', options))
  const { cursor, dropped } = log._oauth
  return { entries: log.entries, cursor, dropped }
}

async function prepare(entries: readonly ShownEntry[], reader: FlowReader, signal: AbortSignal) {
  let began = performance.now()
  for (const entry of entries) {
    reader.prepare(entry)
    if (performance.now() - began < moment) continue
    await new Promise((resolve) => setTimeout(resolve))
    signal.throwIfAborted()
    began = performance.now()
  }
}
