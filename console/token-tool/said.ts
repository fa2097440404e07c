/** A value of a token as text: one that should be text may be anything. */
export function said(value: unknown): string {
  if (value === undefined) return 'absent'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
