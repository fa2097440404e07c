import { valueOf } from '../../exchange/field.ts'
import { isByBrowser } from '../../recording/parties.ts'
import type { Seen } from '../../recording/recording.ts'
import type { Rule } from '../finding.ts'

const clause = 'Fetch Standard, CORS protocol'

/** What a browser refuses to its scripts, and pages that others can frame. */
export const browserRules: readonly Rule[] = [
  {
    id: 'cors-preflight-refused',
    severity: 'error',
    clause,
    says: 'The CORS preflight was refused, so that the browser does not send the request.',
    remedy: 'Allow this origin, method and these headers at the server.',
    find: ({ messages }) =>
      messages.flatMap((at) => {
        if (at.message!.id !== 'preflight request') return []
        const detail = refusalOf(at)
        return detail === undefined
          ? []
          : [{ at, part: 'response header access-control-allow-origin', detail }]
      }),
  },
  {
    id: 'cors-answer-hidden',
    severity: 'error',
    clause,
    says: 'The script may not read the answer: the server does not allow its origin.',
    remedy: 'Allow this origin at the server.',
    find: ({ messages }) =>
      messages.flatMap((at) => {
        const origin = originOf(at)
        const isCross = origin !== undefined && origin !== at.url.origin && isScriptCall(at)
        if (!isCross || at.message!.id === 'preflight request' || at.status === 0) return []
        const allowed = valueOf(at.responseHeaders, 'access-control-allow-origin')
        if (allowed === '*' || allowed === origin) return []
        const detail = `Origin: ${origin}. Allowed: ${allowed ?? 'none'}.`
        return [{ at, part: 'response header access-control-allow-origin', detail }]
      }),
  },
  {
    id: 'cors-unanswered',
    severity: 'warning',
    clause,
    says: 'A script asked another origin, and no answer reached it.',
    remedy:
      'Look at the browser’s console: the origin is not allowed, or the server was not reached.',
    find: ({ messages }) =>
      messages.flatMap((at) => {
        const origin = originOf(at)
        const isCross = origin !== undefined && origin !== at.url.origin && isScriptCall(at)
        const isFailed = at.status === 0 && at.entry.response !== undefined
        return isCross && isFailed ? [{ at, part: 'response', detail: `Origin: ${origin}.` }] : []
      }),
  },
  {
    id: 'frameable-page',
    severity: 'warning',
    clause: 'RFC 9700 §4.16',
    says: 'Another site can frame the page on which the user signs in or consents.',
    remedy: "Send Content-Security-Policy: frame-ancestors 'none'.",
    find: ({ messages }) =>
      messages.flatMap((at) => {
        const isPage = /^(?:sign-in page|sign-in|sign-in step|consent)$/.test(at.message!.id)
        const type = valueOf(at.responseHeaders, 'content-type') ?? ''
        if (!isPage || at.status !== 200 || !type.includes('html')) return []
        const policy = valueOf(at.responseHeaders, 'content-security-policy') ?? ''
        const isGuarded =
          policy.includes('frame-ancestors') ||
          valueOf(at.responseHeaders, 'x-frame-options') !== undefined
        return isGuarded ? [] : [{ at, part: 'response header content-security-policy' }]
      }),
  },
]

/** The origin of the page that asks; of a failed request some exports keep the Referer alone. */
function originOf({ requestHeaders }: Seen): string | undefined {
  const referer = valueOf(requestHeaders, 'referer')
  const page = referer !== undefined && URL.canParse(referer) ? new URL(referer).origin : undefined
  return valueOf(requestHeaders, 'origin') ?? page
}

function isScriptCall(at: Seen): boolean {
  const mode = valueOf(at.requestHeaders, 'sec-fetch-mode')
  if (mode !== undefined) return mode === 'cors'
  return isByBrowser(at) && at.from === 'spa'
}

/** Why a preflight does not let the request through; nothing where it does. */
function refusalOf({ status, requestHeaders, responseHeaders, entry }: Seen): string | undefined {
  if (entry.response === undefined) return undefined
  const asked = (name: string) => valueOf(requestHeaders, name) ?? ''
  const allowed = (name: string) => valueOf(responseHeaders, name) ?? ''
  if (status < 200 || status > 299) return `It was answered ${status || 'by nobody'}.`
  const origin = asked('origin')
  const allowedOrigin = allowed('access-control-allow-origin')
  if (allowedOrigin !== '*' && allowedOrigin !== origin) {
    return `Origin: ${origin}. Allowed: ${allowedOrigin || 'none'}.`
  }
  const method = asked('access-control-request-method')
  const methods = listOf(allowed('access-control-allow-methods'))
  const isSimple = ['get', 'head', 'post'].includes(method.toLowerCase())
  if (!isSimple && !methods.includes('*') && !methods.includes(method.toLowerCase())) {
    return `Method ${method} is not allowed.`
  }
  const names = listOf(allowed('access-control-allow-headers'))
  // A wildcard does not hold for authorization.
  const missing = listOf(asked('access-control-request-headers')).find(
    (name) => !names.includes(name) && (!names.includes('*') || name === 'authorization'),
  )
  return missing === undefined ? undefined : `Header ${missing} is not allowed.`
}

function listOf(value: string): string[] {
  return value
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter(Boolean)
}
