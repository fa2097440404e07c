import type { ClockState } from './admin/clock-document.ts'
import { ConfigurationError } from './problems.ts'

/** How a sandbox's clock runs. Times are milliseconds since the epoch, offsets milliseconds. */
export type ClockSetting = { mode: 'running'; offset: number } | { mode: 'frozen'; at: number }

export interface Clock {
  /** Milliseconds since the epoch, as this sandbox sees it. */
  now(): number
  /** Whole seconds since the epoch (a JWT's NumericDate, RFC 7519 §2). */
  seconds(): number
  /** Whether it stands still. */
  isFrozen(): boolean
}

/** A clock that follows a setting which may be exchanged while it runs. */
export function createClock(setting: () => ClockSetting): Clock {
  const now = () => {
    const current = setting()
    return current.mode === 'frozen' ? current.at : Date.now() + current.offset
  }
  return {
    now,
    seconds: () => Math.floor(now() / 1000),
    isFrozen: () => setting().mode === 'frozen',
  }
}

/** A clock as the admin APIs tell it: `offset` is seconds ahead of real time, `at` an ISO time. */
export function describeClock(setting: ClockSetting, now: number): ClockState {
  const time = new Date(now).toISOString()
  return setting.mode === 'frozen'
    ? { mode: 'frozen', now: time, at: new Date(setting.at).toISOString() }
    : { mode: 'running', now: time, offset: setting.offset / 1000 }
}

/** What an administrator may ask of a clock; at most one of `offset`, `at` and `forward`. */
export interface ClockChange {
  /** Seconds ahead of real time. */
  offset?: number | undefined
  /** ISO time. */
  at?: string | undefined
  /** Seconds to move by; negative ones move it back. */
  forward?: number | undefined
  freeze?: boolean | undefined
  run?: boolean | undefined
}

const beginning = 0
const end = Date.parse('9999-12-31T23:59:59Z')

/** Whether a clock may stand there: in the years 1970 to 9999. @param time milliseconds */
export function isTime(time: number): boolean {
  return time >= beginning && time <= end
}

/**
 * The setting after a change. A frozen clock that is moved stays frozen; `run` lets it go on from
 * where it stands.
 * @throws ConfigurationError when the clock would leave the years 1970 to 9999
 */
export function changeClock(setting: ClockSetting, change: ClockChange): ClockSetting {
  const { offset, at, forward, freeze, run } = change
  // Read once: a clock that is set and frozen in one change stands at exactly that time.
  const now = Date.now()
  let time = setting.mode === 'frozen' ? setting.at : now + setting.offset
  if (offset !== undefined) time = now + Math.round(offset * 1000)
  if (at !== undefined) time = Date.parse(at)
  if (forward !== undefined) time += Math.round(forward * 1000)
  if (!isTime(time)) {
    const path = ['offset', 'at', 'forward'].find((name) => Object.hasOwn(change, name))!
    const message = 'leads out of the years 1970 to 9999'
    throw new ConfigurationError('The clock cannot be set.', [{ path, message }])
  }
  const frozen = freeze || (setting.mode === 'frozen' && !run)
  return frozen ? { mode: 'frozen', at: time } : { mode: 'running', offset: time - now }
}
