import pLimit from 'p-limit'
import type { LimitFunction } from 'p-limit'

export type FairLimit = <T>(whose: string, work: () => Promise<T>) => Promise<T>

/**
 * Runs at most `concurrency` works at once, and takes the next one from each in turn. Whoever has
 * much waiting waits behind itself; others wait behind a few of its works.
 */
export function createFairLimit(concurrency: number): FairLimit {
  const all = pLimit(concurrency)
  const lines = new Map<string, LimitFunction>()
  return async (whose, work) => {
    const line = lines.get(whose) ?? pLimit(concurrency)
    lines.set(whose, line)
    try {
      return await line(() => all(work))
    } finally {
      if (line.activeCount + line.pendingCount === 0) lines.delete(whose)
    }
  }
}
