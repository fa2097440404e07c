import { isDeepStrictEqual } from 'node:util'
import type { AuthorizationDetail } from './authorization-detail.ts'

/** Lists of which each value is one more right (RFC 9396 §2.2, §6.1). */
const additive: readonly string[] = ['actions', 'datatypes', 'locations', 'privileges']

/**
 * A granted detail as another request asks for it; undefined where that is not covered. RFC 9396 §6.1 leaves
 * the comparison to the server: a list of rights may have fewer values, but some; every other member is the
 * same or is left out, and then stays as it was granted. A member that was not granted is not covered.
 */
export function narrowed(
  granted: AuthorizationDetail,
  asked: AuthorizationDetail,
): AuthorizationDetail | undefined {
  const isCovered = Object.entries(asked).every(
    ([name, value]) => Object.hasOwn(granted, name) && covers(name, granted[name], value),
  )
  return isCovered ? { ...granted, ...asked } : undefined
}

function covers(name: string, granted: unknown, asked: unknown): boolean {
  if (isDeepStrictEqual(granted, asked)) return true
  if (!additive.includes(name) || !Array.isArray(granted) || !Array.isArray(asked)) return false
  return asked.length > 0 && asked.every((value) => granted.includes(value))
}
