import { headers as headerMeanings } from '@oauth-lab/explain/catalogue/headers.ts'
import type { Meanings } from '@oauth-lab/explain/catalogue/meaning.ts'
import { readJwt } from '@oauth-lab/explain/exchange/jwt.ts'
import { hideAddress } from '@oauth-lab/explain/secrets/hide-address.ts'
import { hideWhole } from '@oauth-lab/explain/secrets/hide.ts'
import { isSecretMember } from '@oauth-lab/explain/secrets/secret-names.ts'
import type { Carried } from './intervention.ts'

/** A longer body is not told. */
const longest = 16_384

/** What a held message carries, as a patch sees it, its secrets hidden: all who read the recording are told. */
export function carriedOf({ headers, json, ...rest }: Carried): Carried {
  const isShort = json !== undefined && JSON.stringify(json).length <= longest
  return {
    ...hideMembers(rest),
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, hideHeader(name, String(value))]),
    ),
    ...(isShort && { json: hideMembers(json) }),
  }
}

function hideMembers<T>(value: T): T {
  const shown = JSON.stringify(value, function (this: unknown, name, one: unknown) {
    const isText = typeof one === 'string' && one !== ''
    return isText && (isSecretMember(this, name) || readJwt(one)) ? hideWhole(one) : one
  })
  return JSON.parse(shown) as T
}

function hideHeader(name: string, value: string): string {
  if (name === 'location' || name === 'referer') return hideAddress(value, hideWhole)
  const isSecret = (headerMeanings as Meanings)[name]?.secret !== undefined
  return isSecret || isSecretMember({}, name) ? 'hidden' : value
}
