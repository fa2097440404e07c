import { readRecording } from '@oauth-lab/explain/recording/recording.ts'
import { idOf } from '../read-flows.ts'
import type { ReadFlow, ReadRecording } from '../read-flows.ts'
import type { PinnedFlow } from './pinned-store.ts'

/** The recording with the pinned flows that it has dropped, as this browser kept them: they come first, without a number. */
export function withPinned(read: ReadRecording, pinned: readonly PinnedFlow[]): ReadRecording {
  const recorded = new Set(read.flows.map(({ id }) => id))
  const kept = pinned
    .filter(({ id }) => !recorded.has(id))
    .map(({ id, name, client, entries }): ReadFlow => {
      const exchanges = [...readRecording(entries).exchanges]
      return { id, name, ...(client && { client }), number: undefined, exchanges }
    })
  if (kept.length === 0) return read
  const flowOf = new Map([
    ...kept.flatMap((flow) => flow.exchanges.map((one) => [idOf(one), flow] as const)),
    ...read.flowOf,
  ])
  return { ...read, flows: [...kept, ...read.flows], flowOf }
}
