import { isDeeperThan } from '@oauth-lab/explain/exchange/json-depth.ts'
import { isObject } from '@oauth-lab/kit/is-object.ts'

/** One object of `authorization_details` (RFC 9396 §2). */
export interface AuthorizationDetail {
  readonly type: string
  readonly [member: string]: unknown
}

/** Levels of objects and lists: people read all of it. */
const deepest = 20

/** What an `authorization_details` parameter says; undefined where it is no array of objects with a type, or too deep. */
export function readDetails(text: string): AuthorizationDetail[] | undefined {
  try {
    const found: unknown = JSON.parse(text)
    if (!Array.isArray(found) || isDeeperThan(found, deepest)) return undefined
    return found.every(isDetail) ? found : undefined
  } catch {
    return undefined
  }
}

function isDetail(value: unknown): value is AuthorizationDetail {
  return isObject(value) && typeof value['type'] === 'string'
}

/** The member of a token, its response and its introspection, where there are some (RFC 9396 §7, §9). */
export function detailsMember(details: readonly AuthorizationDetail[] | undefined): {
  authorization_details?: readonly AuthorizationDetail[]
} {
  return details === undefined || details.length === 0 ? {} : { authorization_details: details }
}

/**
 * Those that a token for an audience tells (RFC 9396 §9.1): one whose `locations` are all other resources of the grant
 * is for tokens for those.
 */
export function detailsFor(
  audience: readonly string[],
  details: readonly AuthorizationDetail[],
  granted: readonly string[],
): readonly AuthorizationDetail[] {
  const isElsewhere = (one: unknown) =>
    granted.some((resource) => resource === one && !audience.includes(resource))
  return details.filter(({ locations }) => {
    const isBound = Array.isArray(locations) && locations.length > 0
    return !isBound || !locations.every(isElsewhere)
  })
}

/** The stored ones of a grant; none for null. */
export function storedDetails(text: string | null): AuthorizationDetail[] {
  return text === null ? [] : (JSON.parse(text) as AuthorizationDetail[])
}

/** As they are stored. */
export function detailsToStore(details: readonly AuthorizationDetail[] = []): string | null {
  return details.length === 0 ? null : JSON.stringify(details)
}
