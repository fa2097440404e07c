import { cookiesOf, setCookiesOf } from '../../exchange/set-cookie.ts'
import type { SetCookie } from '../../exchange/set-cookie.ts'
import type { Recording, Seen } from '../../recording/recording.ts'
import type { Hit, Rule } from '../finding.ts'
import { isLoopback } from '../loopback.ts'

/** Attributes by which a browser does not keep a cookie, or does not bring it. */
export const cookieRules: readonly Rule[] = [
  {
    id: 'cookie-none-insecure',
    severity: 'error',
    clause: 'RFC 6265bis §5.7',
    says: 'A cookie has SameSite=None without Secure, so that browsers refuse it.',
    remedy: 'Add Secure.',
    find: (recording) =>
      cookiesSet(
        recording,
        ({ attributes }) => sameSiteOf(attributes) === 'none' && attributes['secure'] === undefined,
      ),
  },
  {
    id: 'cookie-secure-over-http',
    severity: 'error',
    clause: 'RFC 6265bis §5.7',
    says: 'A cookie with Secure is set over plain HTTP, so that browsers refuse it.',
    remedy: 'Serve the page by HTTPS.',
    find: (recording) =>
      cookiesSet(
        recording,
        ({ attributes }, { url }) =>
          attributes['secure'] !== undefined && url.protocol === 'http:' && !isLoopback(url),
      ),
  },
  {
    id: 'cookie-prefix',
    severity: 'error',
    clause: 'RFC 6265bis §4.1.3',
    says: 'The cookie’s name promises what its attributes do not keep, so that browsers refuse it.',
    remedy: '__Secure- needs Secure; __Host- needs Secure, Path=/ and no Domain.',
    find: (recording) =>
      cookiesSet(recording, ({ name, attributes }) => {
        const isSecure = attributes['secure'] !== undefined
        if (name.startsWith('__Secure-')) return !isSecure
        if (!name.startsWith('__Host-')) return false
        return !isSecure || attributes['path'] !== '/' || attributes['domain'] !== undefined
      }),
  },
  {
    id: 'cookie-insecure',
    severity: 'warning',
    clause: 'RFC 6265 §8.3',
    says: 'A cookie of a page of the sign-in has no Secure, so that it also goes over plain HTTP.',
    remedy: 'Add Secure.',
    find: (recording) =>
      cookiesSet(
        recording,
        ({ attributes }, { url }) =>
          attributes['secure'] === undefined &&
          sameSiteOf(attributes) !== 'none' &&
          url.protocol === 'https:',
      ),
  },
  {
    id: 'cookie-lost-by-same-site',
    severity: 'error',
    clause: 'RFC 6265bis §5.6.7.1',
    says: 'The client’s cookie does not come to the callback: SameSite forbids it there.',
    remedy: 'For response_mode=form_post use SameSite=None; Secure; else SameSite=Lax.',
    find: (recording) =>
      lostAt(recording, ({ attributes }, callback) => {
        const sameSite = sameSiteOf(attributes)
        if (sameSite === 'none') return false
        return callback.method === 'POST' || sameSite === 'strict'
      }),
  },
  {
    id: 'cookie-lost-by-path',
    severity: 'error',
    clause: 'RFC 6265 §5.1.4',
    says: 'The client’s cookie does not come to the callback: its Path does not hold the callback.',
    remedy: 'Set Path so that both the start of the sign-in and the callback are below it.',
    find: (recording) =>
      lostAt(recording, ({ attributes }, callback, start) => {
        const path = attributes['path']?.startsWith('/') ? attributes['path'] : defaultPath(start)
        return !pathMatches(callback.url.pathname, path)
      }),
  },
]

function cookiesSet(
  { messages }: Recording,
  isWrong: (cookie: SetCookie, at: Seen) => boolean,
): Hit[] {
  return messages.flatMap((at) =>
    setCookiesOf(at).flatMap((cookie) => {
      // What deletes a cookie keeps nothing.
      if (cookie.value === '' || cookie.attributes['max-age'] === '0') return []
      if (!isWrong(cookie, at)) return []
      return [{ at, part: 'response header set-cookie', detail: `It is ${cookie.name}.` }]
    }),
  )
}

/** Cookies that the client set when it began the sign-in, and that are not there in the callback. */
function lostAt(
  { messages }: Recording,
  isLost: (cookie: SetCookie, callback: Seen, start: Seen) => boolean,
): Hit[] {
  const starts = messages.filter(({ message }) => message!.id === 'sign-in start')
  return messages.flatMap((callback) => {
    if (callback.message!.id !== 'callback') return []
    const start = starts.findLast(
      ({ url, order }) => url.host === callback.url.host && order < callback.order,
    )
    if (start === undefined) return []
    const brought = cookiesOf(callback).map(({ name }) => name)
    return setCookiesOf(start).flatMap((cookie) => {
      if (brought.includes(cookie.name) || !isLost(cookie, callback, start)) return []
      return [{ at: callback, part: 'request header cookie', detail: `It is ${cookie.name}.` }]
    })
  })
}

/** Browsers take Lax where nothing is said. */
function sameSiteOf(attributes: SetCookie['attributes']): string {
  return (attributes['samesite'] ?? 'lax').toLowerCase()
}

/** RFC 6265 §5.1.4. */
function defaultPath({ url: { pathname } }: Seen): string {
  return pathname.slice(0, Math.max(pathname.lastIndexOf('/'), 1))
}

function pathMatches(path: string, cookiePath: string): boolean {
  if (!path.startsWith(cookiePath)) return false
  return path === cookiePath || cookiePath.endsWith('/') || path[cookiePath.length] === '/'
}
