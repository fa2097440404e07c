/** A value as an input of text shows it; one that is there for another kind of field is empty. */
export function textOf(value: unknown): string {
  return typeof value === 'string' || (typeof value === 'number' && !Number.isNaN(value))
    ? String(value)
    : ''
}
