import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { hideHar } from '@oauth-lab/explain/secrets/hide-har.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'
import { prefix } from '../../base.ts'
import { hide } from '../panel/secrets.ts'
import type { ReadRecording } from '../read-flows.ts'
import type { KeptFlows } from './kept-flows.ts'
import { openPinned } from './pinned-store.ts'

const pinned = openPinned(`oauth-lab.pinned${prefix}`)
const query = { queryKey: ['pinned flows'], queryFn: pinned.all, staleTime: Infinity } as const

/** The pinned flows that this browser keeps. What is recorded of one is kept as it grows, without its secrets. */
export function usePinnedFlows(read: ReadRecording | undefined, kept: KeptFlows) {
  const queries = useQueryClient()
  const { data: flows } = useQuery(query)
  useEffect(() => {
    if (read === undefined || flows === undefined) return
    const known = new Map(flows.map(({ id, entries }) => [id, entries.length]))
    const grown = read.flows.filter(
      ({ id, exchanges }) => kept[id]?.isPinned && (known.get(id) ?? 0) < exchanges.length,
    )
    const gone = flows.filter(({ id }) => !kept[id]?.isPinned)
    if (grown.length === 0 && gone.length === 0) return
    const change = async () => {
      for (const { id, name, client, exchanges } of grown) {
        const entries = hideHar(
          exchanges.map(({ entry }) => entry as ShownEntry),
          hide,
        )
        await pinned.put({ id, name, ...(client && { client }), entries, keptAt: Date.now() })
      }
      for (const { id } of gone) await pinned.remove(id)
      await queries.invalidateQueries({ queryKey: query.queryKey })
    }
    // Where a browser keeps nothing, a pin holds as long as the recording.
    change().catch(() => undefined)
  }, [read, flows, kept, queries])
  return flows ?? []
}
