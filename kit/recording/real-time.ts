/** Where a process reads real time: both in milliseconds, the second one never set by anybody. */
export interface TimeSources {
  /** Since the epoch. */
  wall(): number
  monotonic(): number
}

/** Milliseconds by which the two may part before the first one counts again. */
const tolerance = 20
/** Milliseconds between two readings at least; less is lost in a number of this size. */
const step = 1 / 1024

/**
 * Real time, milliseconds since the epoch with a fraction, by which a process puts what happens in
 * order: each reading is later than the one before, also when the machine's clock is set back. After the
 * machine has slept, or its clock was set forward, it is the machine's time again.
 */
export function createRealTime(sources: TimeSources = machine): () => number {
  const { wall, monotonic } = sources
  let epoch = sources === machine ? performance.timeOrigin : wall() - monotonic()
  let last = 0
  return () => {
    const now = wall()
    if (Math.abs(epoch + monotonic() - now) > tolerance) epoch = now - monotonic()
    last = Math.max(epoch + monotonic(), last + step)
    return last
  }
}

const machine: TimeSources = { wall: Date.now, monotonic: () => performance.now() }
