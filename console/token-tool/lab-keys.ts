import type { JWK } from 'jose'
import { ApiError } from '../api/answer.ts'

/** The keys that an issuer publishes, and what was asked to have them. */
export interface IssuerKeys {
  issuer: string
  keys: readonly JWK[]
  url: string
  status: number
  /** How long it took. */
  ms: number
}

/** Asks this lab's authorization server for its keys (RFC 7517 §5). @throws ApiError */
export async function labKeys(issuer: string): Promise<IssuerKeys> {
  const url = `${issuer}/jwks`
  const begun = performance.now()
  const response = await fetch(url).catch(() => undefined)
  const body: unknown = await response?.json().catch(() => undefined)
  const { keys } = Object(body) as { keys?: unknown }
  if (!response?.ok || !Array.isArray(keys)) {
    const message = `${url} answered no key set${response ? `, but status ${response.status}` : ''}.`
    throw new ApiError({ status: response?.status ?? 0, code: 'no_keys', message })
  }
  const ms = Math.max(1, Math.round(performance.now() - begun))
  return { issuer, keys: keys as JWK[], url, status: response.status, ms }
}
