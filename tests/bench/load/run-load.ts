import type { Connection } from './connection.ts'
import { quantile } from './statistics.ts'

/** One operation, from the first request to the last answer; rejects when an answer is not the right one. */
export type Operation = () => Promise<unknown>

export interface Load {
  /** How many connections work at once, each one operation after the other. */
  connections: number
  /** How long, without the warm-up. */
  seconds: number
  warmUp: number
  open: () => Promise<Connection>
  /** Prepares what one connection does over and over. */
  begin: (connection: Connection, index: number) => Promise<Operation> | Operation
  /** Processor time that the server has used so far, µs; undefined where the system does not tell. */
  cpu: () => number | undefined
}

export interface Measured {
  operations: number
  /** Operations a second. */
  rate: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** The server's processor time for one operation, µs. */
  cpu: number | undefined
}

/** Keeps the connections busy for a while and measures each operation. */
export async function runLoad(load: Load): Promise<Measured> {
  const { connections, open, begin } = load
  const opened = await Promise.all(Array.from({ length: connections }, open))
  try {
    const operations = await Promise.all(opened.map(async (each, index) => begin(each, index)))
    await work(operations, load.warmUp)
    const cpuBefore = load.cpu()
    const { latencies, seconds } = await work(operations, load.seconds)
    const cpuAfter = load.cpu()
    const count = latencies.length
    const sorted = Float64Array.from(latencies).sort()
    return {
      operations: count,
      rate: count / seconds,
      p50: quantile(sorted, 0.5),
      p99: quantile(sorted, 0.99),
      cpu:
        cpuBefore === undefined || cpuAfter === undefined
          ? undefined
          : (cpuAfter - cpuBefore) / count,
    }
  } finally {
    for (const connection of opened) connection.close()
  }
}

async function work(operations: Operation[], seconds: number) {
  const latencies: number[] = []
  const started = performance.now()
  const end = started + seconds * 1000
  await Promise.all(
    operations.map(async (operation) => {
      let now = performance.now()
      while (now < end) {
        const before = now
        await operation()
        now = performance.now()
        latencies.push(now - before)
      }
    }),
  )
  return { latencies, seconds: (performance.now() - started) / 1000 }
}
