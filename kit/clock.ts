import { ConfigurationError } from './problems.ts'

/** How a sandbox's clock runs. Times are milliseconds since the epoch, offsets milliseconds. */
export type ClockSetting = { mode: 'running'; offset: number } | { mode: 'frozen'; at: number }

export interface Clock {
  /** Milliseconds since the epoch, as this sandbox sees it. */
  now(): number
  /** Whole seconds since the epoch (a JWT's NumericDate, RFC 7519 §2). */
  seconds(): number
}

/** A clock that follows a setting which may be exchanged while it runs. */
export function createClock(setting: () => ClockSetting): Clock {
  const now = () => {
    const current = setting()
    return current.mode === 'frozen' ? current.at : Date.now() + current.offset
  }
  return { now, seconds: () => Math.floor(now() / 1000) }
}

/** What an administrator may ask of a clock: `offset` in seconds from now, `at` an ISO time. */
export interface ClockChange {
  offset?: number | undefined
  at?: string | undefined
  freeze?: boolean | undefined
  run?: boolean | undefined
}

const beginning = 0
const end = Date.parse('9999-12-31T23:59:59Z')

/**
 * The setting after a change: a shift keeps a frozen clock frozen, `run` goes on from where it stands.
 * @throws ConfigurationError when the clock would leave the years 1970 to 9999
 */
export function changeClock(setting: ClockSetting, change: ClockChange): ClockSetting {
  // Read once: a clock that is set and frozen in one change stands at exactly that time.
  const now = Date.now()
  let time = setting.mode === 'frozen' ? setting.at : now + setting.offset
  if (change.at !== undefined) time = Date.parse(change.at)
  if (change.offset !== undefined) time += Math.round(change.offset * 1000)
  if (!(time >= beginning && time <= end)) {
    throw new ConfigurationError('The clock cannot be set.', [
      {
        path: change.offset === undefined ? 'at' : 'offset',
        message: 'leads out of the years 1970 to 9999',
      },
    ])
  }
  const frozen = change.freeze || (setting.mode === 'frozen' && !change.run)
  return frozen ? { mode: 'frozen', at: time } : { mode: 'running', offset: time - now }
}
