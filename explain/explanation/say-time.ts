const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** A moment in words, in UTC: `26 Nov 2026 22:19:15 UTC`. @param ms since 1970 */
export function sayMoment(ms: number): string {
  const date = new Date(ms)
  if (Number.isNaN(date.getTime())) return 'a time that cannot be'
  const time = date.toISOString().slice(11, 19)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]!} ${date.getUTCFullYear()} ${time} UTC`
}

/** A length of time in its two largest units: `59 min 41 s`. @param seconds not negative */
export function sayDuration(seconds: number): string {
  const units: readonly (readonly [string, number])[] = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ]
  let rest = Math.round(seconds)
  const parts: string[] = []
  for (const [unit, length] of units) {
    const count = Math.floor(rest / length)
    rest -= count * length
    if (count > 0) parts.push(`${count} ${unit}`)
  }
  return parts.slice(0, 2).join(' ') || '0 s'
}

/**
 * A NumericDate beside the moment of the message: `26 Nov 2026 23:19:15 UTC, 1 h after this
 * message`. @param seconds since 1970 @param now milliseconds; NaN where the moment is unknown
 */
export function sayNumericDate(seconds: number, now: number): string {
  const moment = sayMoment(seconds * 1000)
  if (Number.isNaN(now)) return moment
  const apart = seconds - Math.floor(now / 1000)
  if (apart === 0) return `${moment}, the moment of this message`
  const length = sayDuration(Math.abs(apart))
  return `${moment}, ${length} ${apart > 0 ? 'after' : 'before'} this message`
}
