import type { Clock } from './clock.ts'

export interface TimedCache<T> {
  /** The cached value, loaded when there is none or it is too old. */
  get: () => Promise<T>
  /** Loads it again; callers at the same time share one load. */
  refresh: () => Promise<T>
  /** Milliseconds since it was loaded; infinite when there is none, or when the clock was set back. */
  age: () => number
}

/**
 * One value, loaded when it is first asked for and kept for a while on a sandbox's clock. A failed
 * load is not kept.
 * @param lifetime milliseconds
 */
export function createTimedCache<T>(options: {
  load: () => Promise<T>
  lifetime: number
  clock: Clock
}): TimedCache<T> {
  const { load, lifetime, clock } = options
  let held: { value: T; at: number } | undefined
  let loading: Promise<T> | undefined

  const age = () => {
    const passed = held === undefined ? Infinity : clock.now() - held.at
    return passed < 0 ? Infinity : passed
  }
  const reload = async () => {
    try {
      const value = await load()
      held = { value, at: clock.now() }
      return value
    } finally {
      loading = undefined
    }
  }
  const refresh = () => (loading ??= reload())
  return {
    age,
    refresh,
    get: () => (held !== undefined && age() < lifetime ? Promise.resolve(held.value) : refresh()),
  }
}
