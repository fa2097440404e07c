import type { ClockSetting } from '../clock.ts'
import type { Sandbox } from '../sandbox.ts'
import { markup } from './html.ts'
import type { Content, Html } from './html.ts'
import { duration, utc } from './text.ts'

/**
 * What a clock that does not run as usual says of itself: `frozen`, `moved +2 h`, `moved -5 min`;
 * undefined for one that keeps real time to the second.
 */
export function clockMark(setting: ClockSetting): string | undefined {
  if (setting.mode === 'frozen') return 'frozen'
  const seconds = Math.round(setting.offset / 1000)
  if (seconds === 0) return undefined
  return `moved ${seconds < 0 ? '-' : '+'}${duration(Math.abs(seconds))}`
}

/** A clock as pages show it. */
export interface ShownClock {
  setting: ClockSetting
  /** Milliseconds on that clock. */
  now: number
}

/** The clock of a sandbox, as this role sees it. */
export function clockOf({ clock, settings }: Pick<Sandbox, 'clock' | 'settings'>): ShownClock {
  return { setting: settings().clock, now: clock.now() }
}

/** The mark of a clock that does not run as usual, set off from the text before it. */
export function clockSet({ setting }: ShownClock): Content {
  const mark = clockMark(setting)
  return mark !== undefined && markup` <span class="set">${mark}</span>`
}

/** The clock of the lab as it stands in a foot. */
export function clockLine(clock: ShownClock): Html {
  return markup`Lab clock <code>${utc(clock.now)}</code>${clockSet(clock)}`
}
