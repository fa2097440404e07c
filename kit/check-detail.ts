import type { Clock } from './clock.ts'
import { duration } from './pages/text.ts'

const limit = 200

/** What was expected and what came, for a check's detail: `Expected at+jwt, found JWT.` */
export function expected(wanted: string | readonly string[], found: unknown): string {
  return `Expected ${shownList([wanted].flat(), ' or ')}, found ${shown(found)}.`
}

/** Values in a sentence, each as `shown` has it; no value is `none`. */
export function shownList(values: readonly string[], between: ', ' | ' or '): string {
  return values.length === 0 ? 'none' : cut(values.map(shown).join(between))
}

/** A value in a sentence, not longer than it helps; a value that is missing is `none`. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'none'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return typeof value === 'string' && !/^\S+$/.test(text) ? `'${cut(text)}'` : cut(text)
}

function cut(text: string): string {
  return text.length > limit ? `${text.slice(0, limit)}...` : text
}

/**
 * A moment beside the sandbox's clock: `It expired 15:45:54; the lab's clock says 16:45:55 UTC, moved by 2 h.`
 * @param what subject and verb, `It expired`
 * @param at milliseconds; what is no date is shown as it came
 */
export function besideClock(what: string, at: unknown, clock: Clock): string {
  const now = clock.now()
  const date = typeof at === 'number' ? new Date(at) : undefined
  const isDate = date !== undefined && !Number.isNaN(date.valueOf())
  const sameDay = isDate && dayOf(date) === dayOf(new Date(now))
  const told = isDate ? timeOf(date, sameDay) : shown(at)
  const says = `the lab's clock says ${timeOf(new Date(now), sameDay || !isDate)} UTC`
  return `${what} ${told}; ${says}${movementOf(clock, now)}.`
}

/** The same for a NumericDate of a token, seconds (RFC 7519 §2). */
export function dateBesideClock(what: string, date: unknown, clock: Clock): string {
  return besideClock(what, typeof date === 'number' ? date * 1000 : date, clock)
}

/**
 * By how much a clock that says `now` is away from real time; less than a second is nothing. One that stands
 * still moves away from it all the time.
 */
function movementOf(clock: Clock, now: number): string {
  if (clock.isFrozen()) return ', frozen'
  const seconds = Math.round((now - Date.now()) / 1000)
  if (seconds === 0) return ''
  return `, moved ${seconds < 0 ? 'back ' : ''}by ${duration(Math.abs(seconds))}`
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}

function timeOf(date: Date, secondsOnly: boolean): string {
  const [day, time] = date.toISOString().split(/[T.]/)
  return secondsOnly ? time! : `${day} ${time}`
}
