import type { Answer } from '../observe/observation.ts'
import { isConnected } from '../examination.ts'
import type { Probe } from '../examination.ts'
import { findingsOf } from '../finding.ts'

const { ok, note, wrong, unknown } = findingsOf('cookies')

/** Whether browsers will keep the cookies, and send them nowhere else. Values are never shown. */
export const examineCookies: Probe = (examination) => {
  if (!isConnected(examination)) return [unknown('not examined: there was no connection')]
  const { observation, remedies } = examination
  const cookies = Object.values(observation.answers).flatMap(cookiesOf)
  const names = [...new Set(cookies.map(({ name }) => name))]
  if (names.length === 0) return [note('no page that was asked for set a cookie')]
  const isPlain = observation.connection.state === 'plain'
  const refused = unique(cookies.flatMap(refusalOf))
  const loose = isPlain ? [] : unique(cookies.flatMap(loosenessOf))
  const open = unique(cookies.flatMap((one) => (one.flags.has('httponly') ? [] : [one.name])))
  if (refused.length + loose.length > 0) {
    return [
      wrong(refused.length > 0 ? 'browsers refuse a cookie' : 'a cookie goes over http too', {
        seen: [...refused, ...loose].join('; '),
        expected: 'Secure, and what the cookie’s prefix asks for (RFC 6265bis section 4.1.3)',
        fix: remedies.cookies(),
      }),
    ]
  }
  if (open.length > 0) return [note(`scripts can read ${open.join(', ')}`, { fix: 'set HttpOnly' })]
  return [ok(`${names.join(', ')}: ${isPlain ? '' : 'Secure, '}HttpOnly`)]
}

interface Cookie {
  name: string
  /** Attributes in lower case. */
  flags: Map<string, string>
}

function cookiesOf({ headers }: Answer): Cookie[] {
  return [headers['set-cookie'] ?? []].flat().map((header) => {
    const [pair = '', ...attributes] = header.split(';')
    const flags = attributes.map((one): [string, string] => {
      const [key = '', value = ''] = one.split('=')
      return [key.trim().toLowerCase(), value.trim()]
    })
    return { name: pair.split('=')[0]!.trim(), flags: new Map(flags) }
  })
}

/** Why a browser would not keep it. */
function refusalOf({ name, flags }: Cookie): string[] {
  const secure = flags.has('secure')
  const host = name.startsWith('__Host-')
  if ((host || name.startsWith('__Secure-')) && !secure) return [`${name} without Secure`]
  if (host && (flags.get('path') !== '/' || flags.has('domain'))) {
    return [`${name} with Domain, or a Path other than /`]
  }
  const none = flags.get('samesite')?.toLowerCase() === 'none'
  return none && !secure ? [`${name} with SameSite=None without Secure`] : []
}

function loosenessOf(cookie: Cookie): string[] {
  const fine = cookie.flags.has('secure') || refusalOf(cookie).length > 0
  return fine ? [] : [`${cookie.name} without Secure`]
}

function unique(all: string[]): string[] {
  return [...new Set(all)]
}
