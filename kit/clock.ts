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

/** The setting after a change: a shift keeps a frozen clock frozen, `run` goes on from where it stands. */
export function changeClock(setting: ClockSetting, change: ClockChange): ClockSetting {
  let next: ClockSetting = setting
  if (change.at !== undefined) {
    const at = Date.parse(change.at)
    next =
      next.mode === 'frozen' ? { mode: 'frozen', at } : { mode: 'running', offset: at - Date.now() }
  }
  if (change.offset !== undefined) {
    const shift = change.offset * 1000
    next =
      next.mode === 'frozen'
        ? { mode: 'frozen', at: next.at + shift }
        : { mode: 'running', offset: next.offset + shift }
  }
  if (change.freeze && next.mode === 'running') {
    next = { mode: 'frozen', at: Date.now() + next.offset }
  }
  if (change.run && next.mode === 'frozen') {
    next = { mode: 'running', offset: next.at - Date.now() }
  }
  return next
}
