import { randomUUID } from 'node:crypto'
import type { Recorded } from './recorded.ts'
import { weightOf } from './recorded.ts'

/** An exchange at its place in the process's order. */
export interface Place {
  /** Counts up over all sandboxes. */
  number: number
  exchange: Recorded
}

/** What one role records in one sandbox. */
export interface Recorder {
  /** Of the process: numbers of another one mean nothing here. */
  instance: string
  add(exchange: Recorded): void
  /** Those after a number, oldest first; all of them after 0. */
  after(number: number): Place[]
  /** How many went for want of room since the last `clear`. */
  dropped(): number
  /** Resolves at the next one, when the time is over, milliseconds, or when it is aborted. */
  next(timeout: number, signal?: AbortSignal): Promise<void>
  clear(): void
}

/** Room for recordings, shared by all roles and sandboxes of a process. */
export interface RecordingPool {
  /** The recorder of one role in the sandbox of that id. */
  open(sandbox: string): Recorder
}

interface Entry extends Place {
  weight: number
  drop: () => void
}

/** Entries in their order, and what they weigh together, bytes. A set gives up any member at once. */
interface Shelf {
  entries: Set<Entry>
  held: number
}

const MiB = 1024 * 1024

/** A pool of `limit` bytes. A sandbox has a quarter of it at most; what is oldest goes first. */
export function createRecordingPool(limit = 64 * MiB): RecordingPool {
  const instance = randomUUID()
  const all = createShelf()
  const sandboxes = new Map<string, Shelf>()
  let last = 0

  const open = (sandbox: string): Recorder => {
    const own = createShelf()
    const waiting = new Set<() => void>()
    let dropped = 0

    const remove = (entry: Entry) => {
      const shelf = sandboxes.get(sandbox)!
      for (const one of [all, shelf, own]) {
        one.entries.delete(entry)
        one.held -= entry.weight
      }
      if (shelf.entries.size === 0) sandboxes.delete(sandbox)
    }
    return {
      instance,
      add(exchange) {
        const weight = weightOf(exchange)
        const drop = () => {
          remove(entry)
          dropped += 1
        }
        const entry: Entry = { number: (last += 1), exchange, weight, drop }
        const shelf = sandboxes.get(sandbox) ?? createShelf()
        sandboxes.set(sandbox, shelf)
        for (const one of [all, shelf, own]) {
          one.entries.add(entry)
          one.held += weight
        }
        shrink(shelf, limit / 4)
        shrink(all, limit)
        for (const wake of waiting) wake()
      },
      after: (number) =>
        [...own.entries]
          .filter((entry) => entry.number > number)
          .map((entry) => ({ number: entry.number, exchange: entry.exchange })),
      dropped: () => dropped,
      next: (timeout, signal) =>
        new Promise((resolve) => {
          const wake = () => {
            waiting.delete(wake)
            clearTimeout(timer)
            signal?.removeEventListener('abort', wake)
            resolve()
          }
          const timer = setTimeout(wake, timeout)
          waiting.add(wake)
          signal?.addEventListener('abort', wake)
        }),
      clear() {
        for (const entry of own.entries) remove(entry)
        dropped = 0
      },
    }
  }
  return { open }
}

function createShelf(): Shelf {
  return { entries: new Set(), held: 0 }
}

function shrink(shelf: Shelf, limit: number): void {
  for (const entry of shelf.entries) {
    if (shelf.held <= limit) return
    entry.drop()
  }
}
