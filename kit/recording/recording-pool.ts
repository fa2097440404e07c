import { randomUUID } from 'node:crypto'
import type { Recorded } from './recorded.ts'
import { createRealTime } from './real-time.ts'
import { weightOf } from './recorded.ts'

/** An exchange at its place in the process's order. */
export interface Place {
  /** Of the recorder. */
  instance: string
  /** Counts up from 1 in each recorder. */
  number: number
  exchange: Recorded
}

/** What one role records in one sandbox. */
export interface Recorder {
  /** Of this recorder: numbers of another one mean nothing here. */
  instance: string
  /** Real time in order, see {@link createRealTime}: the same for all roles of a process. */
  now(): number
  add(exchange: Recorded): void
  /** Those after a number, oldest first; all of them after 0. */
  after(number: number): Place[]
  /** How many went for want of room since the last `clear`. */
  dropped(): number
  /** Resolves at the next one, when the time is over, milliseconds, or when it is aborted. */
  next(timeout: number, signal?: AbortSignal): Promise<void>
  /** Wakes whoever waits for the next one: what is held has changed. */
  wake(): void
  /** How often that was. */
  wakes(): number
  clear(): void
}

/** Room for recordings, shared by all roles and sandboxes of a process. */
export interface RecordingPool {
  /** The recorder of one role in the sandbox of that id. */
  open(sandbox: string): Recorder
}

interface Entry {
  number: number
  /** Undefined once it is gone. */
  exchange: Recorded | undefined
  weight: number
  /** The shelves on which it stands. */
  shelves: readonly Shelf[]
  /** Told when it goes for want of room. */
  dropped: () => void
}

/** Entries in their order, and what they weigh together, bytes. What is gone stays until its turn. */
interface Shelf {
  entries: Entry[]
  /** Before it all are gone. */
  first: number
  /** How many of them are gone. */
  gone: number
  held: number
}

const MiB = 1024 * 1024

/** A pool of `limit` bytes. A sandbox has a quarter of it at most; what is oldest goes first. */
export function createRecordingPool(limit = 64 * MiB): RecordingPool {
  const now = createRealTime()
  const all = createShelf()
  const sandboxes = new Map<string, Shelf>()

  const shelfOf = (sandbox: string): Shelf => {
    const known = sandboxes.get(sandbox)
    if (known !== undefined) return known
    const shelf = createShelf()
    sandboxes.set(sandbox, shelf)
    return shelf
  }

  const open = (sandbox: string): Recorder => {
    const instance = randomUUID()
    const own = createShelf()
    let last = 0
    let shelves: readonly Shelf[] = []
    const waiting = new Set<() => void>()
    let wakes = 0
    let count = 0
    const dropped = () => {
      count += 1
    }

    return {
      instance,
      now,
      add(exchange) {
        const shelf = shelfOf(sandbox)
        const weight = weightOf(exchange)
        if (shelves[1] !== shelf) shelves = [all, shelf, own]
        const entry = { number: (last += 1), exchange, weight, shelves, dropped }
        for (const one of shelves) {
          one.entries.push(entry)
          one.held += weight
        }
        shrink(shelf, limit / 4)
        shrink(all, limit)
        for (const one of shelves) tidy(one)
        for (const wake of waiting) wake()
      },
      after: (number) =>
        own.entries
          .slice(firstAfter(own.entries, number))
          .flatMap((entry) =>
            entry.exchange === undefined
              ? []
              : [{ instance, number: entry.number, exchange: entry.exchange }],
          ),
      dropped: () => count,
      wake() {
        wakes += 1
        for (const wake of waiting) wake()
      },
      wakes: () => wakes,
      next: (timeout, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve()
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
        Object.assign(own, createShelf())
        if (sandboxes.get(sandbox)?.held === 0) sandboxes.delete(sandbox)
        count = 0
      },
    }
  }
  return { open }
}

function createShelf(): Shelf {
  return { entries: [], first: 0, gone: 0, held: 0 }
}

/** The index of the first entry after a number; they stand in order. */
function firstAfter(entries: readonly Entry[], number: number): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (entries[middle]!.number > number) high = middle
    else low = middle + 1
  }
  return low
}

function remove(entry: Entry): void {
  if (entry.exchange === undefined) return
  entry.exchange = undefined
  for (const shelf of entry.shelves) {
    shelf.held -= entry.weight
    shelf.gone += 1
  }
}

/** Lets the oldest go until the rest is light enough. */
function shrink(shelf: Shelf, limit: number): void {
  while (shelf.held > limit) {
    const entry = shelf.entries[shelf.first]!
    if (entry.exchange !== undefined) {
      remove(entry)
      entry.dropped()
    }
    shelf.first += 1
  }
}

/** Forgets what is gone, once that is the larger part. */
function tidy(shelf: Shelf): void {
  if (shelf.gone < 1000 || shelf.gone * 2 < shelf.entries.length) return
  shelf.entries = shelf.entries.filter(({ exchange }) => exchange !== undefined)
  shelf.first = 0
  shelf.gone = 0
}
