/** A time in UTC, for people: `2026-03-14 09:31:02 UTC`. */
export function utc(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
