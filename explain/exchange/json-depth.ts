/**
 * Whether JSON is nested deeper than so many levels. What somebody sends can be thousands deep, and whoever walks
 * over it, JSON.stringify too, then runs out of stack.
 */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((one) => isDeeperThan(one, levels - 1))
}
