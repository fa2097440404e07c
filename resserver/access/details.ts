import { shownList } from '@oauth-lab/kit/check-detail.ts'
import { check } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { audiencesOf, detailsTypesOf } from '../resource.ts'

/**
 * Refuses a token that lacks a type of `authorization_details` which the operation needs (RFC 9396 §9). One that
 * names other `locations` is for those (§2.2).
 * @param details what the token tells, by introspection or in itself
 */
export function requireDetails(exchange: Exchange, details: unknown): void {
  const needed = detailsTypesOf(exchange)
  if (needed.length === 0) return
  const here = audiencesOf(exchange)
  const found = Array.isArray(details)
    ? (details as Detail[]).filter((one) => isFor(one, here))
    : []
  const types = found.flatMap(({ type }) => (typeof type === 'string' ? [type] : []))
  const missing = needed.filter((type) => !types.includes(type))
  check(exchange, 'authorization-details.sufficient', missing.length === 0, () => {
    return `Missing: ${shownList(missing, ', ')}. Found for here: ${shownList(types, ', ')}.`
  })
}

interface Detail {
  type?: unknown
  locations?: unknown
}

function isFor({ locations }: Detail, here: readonly string[]): boolean {
  return (
    locations === undefined || [locations].flat().some((one) => here.some((place) => place === one))
  )
}
