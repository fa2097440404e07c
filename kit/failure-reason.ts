/**
 * Why a connection failed, in words: `connect ECONNREFUSED 127.0.0.1:4000`. What `fetch` throws says
 * so in its cause; an attempt at several addresses has an error for each.
 */
export function failureReason(error: unknown): string {
  const { cause } = error as Error
  const { message, code, errors } = (cause ?? error) as Failure
  return message || errors?.[0]?.message || code || 'no reason is known'
}

interface Failure extends NodeJS.ErrnoException {
  /** Of an AggregateError. */
  errors?: Error[]
}
