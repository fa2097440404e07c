import type { CheckRecord } from './check-definition.ts'

/** What a sandbox remembers of one request until full recordings exist: its checks. */
export interface Exchange {
  request: string
  role: string
  /** ISO time on the sandbox's clock. */
  at: string
  method: string
  /** Path without query: a query may hold a code or token. */
  path: string
  status: number
  checks: CheckRecord[]
}

export interface Recorder {
  record(exchange: Exchange): void
  /** Newest last. */
  exchanges(): Exchange[]
  clear(): void
}

/** A ring of the last `size` exchanges. */
export function createRecorder(size = 200): Recorder {
  let ring: Exchange[] = []
  return {
    record(exchange) {
      ring.push(exchange)
      if (ring.length > size * 2) ring = ring.slice(-size)
    },
    exchanges: () => ring.slice(-size),
    clear() {
      ring = []
    },
  }
}
