import { markup } from '@oauth-lab/kit/pages/html.ts'
import type { Content } from '@oauth-lab/kit/pages/html.ts'
import type { KeyValue } from '@oauth-lab/kit/pages/parts.ts'
import { address, utc } from '@oauth-lab/kit/pages/text.ts'
import type { Decoded } from './decode.ts'

/** A token's claims and header, with what they mean in words. @param meanings by claim name */
export function describeClaims(
  { claims, header }: Exclude<Decoded, { opaque: true }>,
  meanings: Readonly<Record<string, string>>,
): KeyValue[] {
  const rows = inOrder(Object.entries(claims)).map(([name, value]) => {
    const mean = meanOf(name, value, meanings)
    return { name, value: show(value), ...(mean !== undefined && { mean }) }
  })
  const parameters = Object.entries(header).map(([name, value]) => `${name} ${String(value)}`)
  return [...rows, { name: 'header', value: parameters.join(', ') }]
}

const first = ['iss', 'aud', 'sub', 'client_id', 'name', 'scope', 'iat', 'nbf', 'exp', 'jti']
const next = ['nonce', 'auth_time', 'acr', 'amr', 'azp', 'sid', 'at_hash']
const order = [...first, ...next]

/** The registered claims come first, in the order in which they are read; a hook's own follow. */
function inOrder(entries: [string, unknown][]): [string, unknown][] {
  const placeOf = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length)
  return entries.toSorted(([a], [b]) => placeOf(a) - placeOf(b))
}

const times: Readonly<Record<string, string>> = {
  iat: 'issued',
  nbf: 'good from',
  exp: 'ends',
  auth_time: 'signed in',
  updated_at: 'changed',
}

function meanOf(
  name: string,
  value: unknown,
  meanings: Readonly<Record<string, string>>,
): string | undefined {
  const time = times[name]
  return time !== undefined && typeof value === 'number'
    ? `${time} ${utc(value * 1000)}`
    : meanings[name]
}

function show(value: unknown): Content {
  if (typeof value === 'string') return value.includes('://') ? address(value) : value
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) {
    return markup`${value.map((one, i) => markup`${i > 0 && ', '}${show(one)}`)}`
  }
  return JSON.stringify(value)
}
