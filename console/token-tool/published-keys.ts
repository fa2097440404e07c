import type { JWK } from 'jose'
import { ApiError, dataOf } from '../api/answer.ts'
import { control } from '../api/api.ts'
import type { Asked } from './pasted/read-address.ts'

/** Keys to judge by, and what was asked to have them. */
export interface PublishedKeys {
  /** Absent where nobody says whose keys they are. */
  issuer?: string | undefined
  /** What the issuer says of itself, where it was asked. */
  metadata?: Readonly<Record<string, unknown>> | undefined
  keys: readonly JWK[]
  asked: readonly { url: string; status: number; ms: number }[]
  /** Who asked. */
  by: 'browser' | 'lab' | 'nobody'
}

/** The lab's authorization server, as `GET roles` tells it. */
export interface Lab {
  issuer: string
  elsewhere: boolean
}

/** The keys of the lab's own issuer (RFC 7517 §5). @throws ApiError */
export async function keysOfLab({ issuer, elsewhere }: Lab): Promise<PublishedKeys> {
  if (elsewhere) return keysAt({ issuer })
  const url = `${issuer}/jwks`
  const begun = performance.now()
  const response = await fetch(url).catch(() => undefined)
  const body: unknown = await response?.json().catch(() => undefined)
  const { keys } = Object(body) as { keys?: unknown }
  const status = response?.status ?? 0
  if (status !== 200 || !Array.isArray(keys)) {
    const message = `${url} answered no key set${status === 0 ? '' : `, but status ${status}`}.`
    throw new ApiError({ status, code: 'no_keys', message })
  }
  const ms = Math.max(1, Math.round(performance.now() - begun))
  return { issuer, keys: keys as JWK[], asked: [{ url, status, ms }], by: 'browser' }
}

/**
 * The keys of any issuer, or at any address. The lab asks: another origin may not be asked from this page.
 * @throws ApiError
 */
export async function keysAt(wanted: Asked): Promise<PublishedKeys> {
  const body = 'issuer' in wanted ? { issuer: wanted.issuer } : { jwks_uri: wanted.jwksUri }
  const answer = await dataOf(control.POST('/control/api/issuer-keys', { body }))
  return { ...answer, keys: answer.keys as unknown as JWK[], by: 'lab' }
}
