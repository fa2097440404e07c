/** A member's value in words: a text without quotation marks, and what is not there said so; the rest as JSON. */
export function sayValue(value: unknown): string {
  if (value === undefined || value === null) return 'not set'
  if (value === '') return 'empty'
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    return value.join(', ') || 'none'
  }
  return JSON.stringify(value)
}
