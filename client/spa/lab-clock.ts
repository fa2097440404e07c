import type { ClockState } from '@oauth-lab/kit/admin/clock-document.ts'
import type { Clock, ClockSetting } from '@oauth-lab/kit/clock.ts'

/** The clock by which this page judges tokens. */
export type PageClock = Clock & {
  setting: ClockSetting
  /** Whether the lab told it; else it is this browser's own. */
  isLab: boolean
}

/**
 * The lab's clock, as `config.json` told it a moment ago; this browser's where it told none. It goes on by
 * this browser's time, so that it may be wrong only about what was set since.
 */
export const createPageClock = (told?: ClockState, readAt = Date.now()): PageClock => {
  const base = told === undefined ? readAt : Date.parse(told.now)
  const isFrozen = told?.mode === 'frozen'
  const now = () => (isFrozen ? base : base + Date.now() - readAt)
  return {
    now,
    seconds: () => Math.floor(now() / 1000),
    isFrozen: () => isFrozen,
    setting: settingOf(told),
    isLab: told !== undefined,
  }
}

const settingOf = (told: ClockState | undefined): ClockSetting => {
  if (told?.mode === 'frozen') return { mode: 'frozen', at: Date.parse(told.now) }
  return { mode: 'running', offset: (told?.offset ?? 0) * 1000 }
}
