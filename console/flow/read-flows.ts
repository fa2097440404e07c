import type { Exchange } from '@oauth-lab/explain/exchange/exchange.ts'
import { messageOf } from '@oauth-lab/explain/catalogue/messages.ts'
import { readExchange } from '@oauth-lab/explain/exchange/read-exchange.ts'
import { correlationKeys } from '@oauth-lab/explain/flows/correlation-keys.ts'
import type { HarEntry } from '@oauth-lab/explain/har/har.ts'
import { findFlows } from '@oauth-lab/explain/flows/find-flows.ts'
import { readRecording } from '@oauth-lab/explain/recording/recording.ts'
import type { Recording, Seen } from '@oauth-lab/explain/recording/recording.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'

/** A flow of the recording. */
export interface ReadFlow {
  id: string
  /** Its place among the flows, from 1: what people call it by. None: the recording has it no more. */
  number: number | undefined
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

interface Readers {
  readOne: (entry: HarEntry, index: number) => Exchange
  keysOf: (exchange: Seen) => string[]
}

export interface FlowReader {
  /** Reads all entries of a recording. */
  read(entries: readonly ShownEntry[]): ReadRecording
  /** Reads one entry in advance, so that `read` takes less. */
  prepare(entry: ShownEntry): void
  /** How long the last `read` took, milliseconds. */
  took(): number
}

/** Reads a recording that grows: what was read of an entry before is not read again. */
export function createFlowReader(): FlowReader {
  const exchanges = new WeakMap<HarEntry, Exchange>()
  const keys = new WeakMap<HarEntry, { message: string | undefined; found: string[] }>()
  const readOne = (entry: HarEntry, index: number): Exchange => {
    const before = exchanges.get(entry)
    if (before?.index === index) return before
    const read = before === undefined ? readExchange(entry, index) : { ...before, index }
    exchanges.set(entry, read)
    return read
  }
  const keysOf = (exchange: Seen): string[] => {
    const message = exchange.message?.id
    const before = keys.get(exchange.entry)
    if (before !== undefined && before.message === message) return before.found
    const found = correlationKeys(exchange)
    keys.set(exchange.entry, { message, found })
    return found
  }
  let last: { entries: readonly ShownEntry[]; read: ReadRecording } | undefined
  let took = 0
  return {
    read(entries) {
      if (last?.entries === entries) return last.read
      const began = performance.now()
      const read = readFlows(entries, { readOne, keysOf })
      took = performance.now() - began
      last = { entries, read }
      return read
    },
    prepare(entry) {
      const message = messageOf(entry._oauth.message ?? '')
      keysOf({ ...readOne(entry, 0), message } as Seen)
    },
    took: () => took,
  }
}

/** Reads what was recorded, once. */
export function readFlows(
  entries: readonly ShownEntry[],
  { readOne = readExchange, keysOf = correlationKeys }: Partial<Readers> = {},
): ReadRecording {
  const recording = readRecording(entries, readOne)
  const byIndex = new Map(recording.exchanges.map((one) => [one.index, one]))
  const flows = findFlows(recording, keysOf).map((flow, at): ReadFlow => {
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
