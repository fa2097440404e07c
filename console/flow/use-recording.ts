import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { HeldMessage } from '@oauth-lab/kit/interventions/intervention.ts'
import { prefix } from '../base.ts'
import { heldQuery } from '../lab/lab-queries.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { droppedNow, newestOf, readEarlier } from './read-pages.ts'
import type { Recorded } from './read-pages.ts'

/** Milliseconds in which what is told is put together, so that a burst is drawn once. */
const burst = 100

const nobody: readonly HeldMessage[] = []

/** Reading the flows again takes at most one of so many parts of the page's time. */
const share = 5

/** Milliseconds between two questions how many exchanges went. */
const pause = 15_000

/** What is recorded in this sandbox. The page hides its secrets; what a message means depends on them. */
const recordingQuery = queryOptions({
  queryKey: ['recording'],
  queryFn: ({ client, queryKey }) => newestOf(client.getQueryData<Recorded>(queryKey)),
  // Comparing thousands of entries takes longer than drawing them.
  structuralSharing: false,
  refetchOnWindowFocus: false,
  staleTime: 0,
})

/**
 * The recording as it grows, the newest exchanges first, and what is held now. `isLive`: the lab tells of each new
 * exchange. `dropped`: how many exchanges went for want of room.
 */
export function useRecording() {
  const { data, error, isPending, refetch } = useQuery(recordingQuery)
  const queries = useQueryClient()
  const atFirst = useQuery({ ...heldQuery, refetchInterval: false })
  const [told, setHeld] = useState<readonly HeldMessage[]>()
  const [isLive, setLive] = useState(false)
  const { cursor, reader, isWhole } = data ?? {}
  const { data: dropped = data?.dropped ?? 0 } = useQuery({
    queryKey: [...recordingQuery.queryKey, 'dropped'],
    queryFn: droppedNow,
    enabled: data !== undefined,
    refetchInterval: pause,
  })
  useEffect(() => {
    if (cursor === undefined || reader === undefined) return undefined
    const query = new URLSearchParams({ secrets: 'true', after: cursor })
    // After a break it goes on from the last event by itself (HTML, "Server-sent events", §9.2.4).
    const source = new EventSource(`${prefix}/control/api/recording/stream?${query.toString()}`)
    let fresh: ShownEntry[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = () => {
      timer = undefined
      const told = fresh
      fresh = []
      queries.setQueryData<Recorded>(recordingQuery.queryKey, (before) =>
        before === undefined ? before : { ...before, entries: merge(before.entries, told) },
      )
    }
    source.addEventListener('exchange', ({ data: text }: MessageEvent<string>) => {
      fresh.push(JSON.parse(text) as ShownEntry)
      timer ??= setTimeout(tell, Math.max(burst, share * reader.took()))
    })
    source.addEventListener('held', ({ data: text }: MessageEvent<string>) =>
      setHeld(JSON.parse(text) as HeldMessage[]),
    )
    source.addEventListener('open', () => setLive(true))
    source.addEventListener('error', () => setLive(false))
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [cursor, reader, queries])
  useEffect(() => {
    if (reader === undefined || isWhole !== false) return undefined
    const leaving = new AbortController()
    const known = queries.getQueryData<Recorded>(recordingQuery.queryKey)!
    // Without them the newest are shown all the same; coming back asks again.
    void readEarlier(known, leaving.signal).then(
      (earlier) =>
        queries.setQueryData<Recorded>(recordingQuery.queryKey, (now) =>
          now?.reader === reader
            ? { ...now, isWhole: true, entries: merge(earlier, now.entries) }
            : now,
        ),
      () => undefined,
    )
    return () => leaving.abort()
  }, [reader, isWhole, queries])
  // Who waits is known with the recording, before the stream tells it again.
  const recorded = atFirst.isFetched ? data : undefined
  return {
    recorded,
    error,
    isPending,
    refetch,
    held: told ?? atFirst.data ?? nobody,
    isLive,
    dropped,
  }
}

/**
 * What was told before is told once. A call that was told alone goes where the side of who answered it comes
 * later: both are one exchange.
 */
function merge(before: readonly ShownEntry[], told: readonly ShownEntry[]): ShownEntry[] {
  const known = new Set(before.map(({ _oauth }) => _oauth.id))
  const answered = new Set(told.flatMap(({ _oauth: { span } }) => span ?? []))
  return [
    ...before.filter(({ _oauth: { side, id } }) => side === 'served' || !answered.has(id)),
    ...told.filter(({ _oauth }) => !known.has(_oauth.id)),
  ]
}
