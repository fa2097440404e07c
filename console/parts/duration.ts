const units = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const

/** Seconds in words, by their two largest units: 10,800 is "3 h", 581 is "9 min 41 s". */
export function duration(seconds: number): string {
  let left = Math.round(Math.abs(seconds))
  const parts: string[] = []
  for (const [length, unit] of units) {
    const count = Math.floor(left / length)
    if (count > 0) parts.push(`${count} ${unit}`)
    if (parts.length > 0 && (count === 0 || parts.length === 2)) break
    left -= count * length
  }
  return parts.length === 0 ? '0 s' : parts.join(' ')
}
