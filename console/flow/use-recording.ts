import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { HeldMessage } from '@oauth-lab/kit/interventions/intervention.ts'
import { control } from '../api/api.ts'
import { dataOf } from '../api/answer.ts'
import { prefix } from '../base.ts'
import { heldQuery } from '../lab/lab-queries.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'

/** Milliseconds in which what is told is put together, so that a burst is drawn once. */
const burst = 100

const nobody: readonly HeldMessage[] = []

interface Recorded {
  entries: ShownEntry[]
  /** Exchanges that went for want of room. */
  dropped: number
  cursor: string
}

/** What is recorded in this sandbox. The page hides its secrets; what a message means depends on them. */
const recordingQuery = {
  queryKey: ['recording'],
  async queryFn(): Promise<Recorded> {
    const query = { secrets: 'true' } as const
    const har = await dataOf(control.GET('/control/api/recording', { params: { query } }))
    const { entries, _oauth } = har.log
    return { entries, dropped: _oauth.dropped, cursor: _oauth.cursor }
  },
  // Comparing thousands of entries takes longer than drawing them.
  structuralSharing: false,
  refetchOnWindowFocus: false,
  staleTime: 0,
} as const

/** The recording as it grows, and what is held now. `isLive`: the lab tells of each new exchange. */
export function useRecording() {
  const { data, error, isPending, refetch } = useQuery(recordingQuery)
  const queries = useQueryClient()
  const atFirst = useQuery({ ...heldQuery, refetchInterval: false })
  const [told, setHeld] = useState<readonly HeldMessage[]>()
  const [isLive, setLive] = useState(false)
  const cursor = data?.cursor
  useEffect(() => {
    if (cursor === undefined) return undefined
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
      timer ??= setTimeout(tell, burst)
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
  }, [cursor, queries])
  // Who waits is known with the recording, before the stream tells it again.
  const recorded = atFirst.isFetched ? data : undefined
  return { recorded, error, isPending, refetch, held: told ?? atFirst.data ?? nobody, isLive }
}

/** What was told before is told once. */
function merge(before: ShownEntry[], told: readonly ShownEntry[]): ShownEntry[] {
  const known = new Set(before.map(({ _oauth }) => _oauth.id))
  return [...before, ...told.filter(({ _oauth }) => !known.has(_oauth.id))]
}
