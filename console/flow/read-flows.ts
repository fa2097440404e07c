import { findFlows } from '@oauth-lab/explain/flows/find-flows.ts'
import { readRecording } from '@oauth-lab/explain/recording/recording.ts'
import type { Recording, Seen } from '@oauth-lab/explain/recording/recording.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'

/** A flow of the recording. */
export interface ReadFlow {
  id: string
  /** Its place among the flows, from 1: what people call it by. */
  number: number
  name: string
  client?: string
  /** In order of time. */
  exchanges: Seen[]
}

/** The recording, and the flows in it. */
export interface ReadRecording {
  recording: Recording
  /** The oldest first. */
  flows: ReadFlow[]
  /** The flow to which an exchange belongs, by the exchange's id. */
  flowOf: ReadonlyMap<string, ReadFlow>
}

/** Reads what was recorded. */
export function readFlows(entries: readonly ShownEntry[]): ReadRecording {
  const recording = readRecording(entries)
  const byIndex = new Map(recording.exchanges.map((one) => [one.index, one]))
  const flows = findFlows(recording).map((flow, at): ReadFlow => {
    const exchanges = flow.entries.map((index) => byIndex.get(index)!)
    return { ...flow, number: at + 1, exchanges }
  })
  const flowOf = new Map(
    flows.flatMap((flow) => flow.exchanges.map((one) => [idOf(one), flow] as const)),
  )
  return { recording, flows, flowOf }
}

/** An exchange's id. */
export function idOf({ entry }: Seen): string {
  return entry._oauth!.id
}
