import { Worker } from 'node:worker_threads'
import { availableParallelism } from 'node:os'
import { quantile } from '../load/statistics.ts'
import type { Measured } from '../load/run-load.ts'
import type { Algorithm } from '../subjects/subject.ts'

export type SigningLibrary = 'node:crypto' | 'jose'

/** How many signatures a second this machine makes on all its cores, and nothing else. */
export async function measureSigning(
  library: SigningLibrary,
  algorithm: Algorithm,
  seconds: number,
): Promise<Measured> {
  const counts = await Promise.all(
    Array.from({ length: availableParallelism() }, () => runWorker(library, algorithm, seconds)),
  )
  const latencies = Float64Array.from(counts.map((count) => (seconds * 1000) / count)).sort()
  const operations = counts.reduce((sum, count) => sum + count, 0)
  return {
    operations,
    rate: operations / seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    cpu: undefined,
  }
}

function runWorker(
  library: SigningLibrary,
  algorithm: Algorithm,
  seconds: number,
): Promise<number> {
  const file = new URL('signing-worker.ts', import.meta.url)
  const worker = new Worker(file, { workerData: { library, algorithm, seconds } })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}
