import type { CheckRecord } from '../check-definition.ts'
import type { Recorded } from './recorded.ts'

/** The checks of one request, without the rest of its recording. */
export interface ExchangeChecks {
  request: string
  role: string
  /** ISO time on the sandbox's clock. */
  at: string
  /** Real time, milliseconds since the epoch: the order in which they happened. */
  startedAt: number
  method: string
  /** Path without query: a query may hold a code or token. */
  path: string
  status: number
  checks: readonly CheckRecord[]
}

/** What `checks` tells of an exchange; nothing of one without any. */
export function checksOf(role: string, exchange: Recorded): ExchangeChecks[] {
  const { id, labTime, startedAt, method, url, status, checks } = exchange
  if (checks.length === 0) return []
  const at = new Date(labTime).toISOString()
  return [{ request: id, role, at, startedAt, method, path: new URL(url).pathname, status, checks }]
}
