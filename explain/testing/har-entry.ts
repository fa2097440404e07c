import { encodeBase64Url } from '../har/decode-base64.ts'
import type { HarEntry, LabMember } from '../har/har.ts'

export interface Wanted {
  method?: string
  url: string
  /** Seconds after the flow's begin. */
  after?: number
  headers?: Record<string, string>
  form?: Record<string, string>
  requestJson?: object
  status?: number
  answer?: Record<string, string>
  cookies?: string[]
  json?: object | undefined
  html?: string | undefined
  /** What the browser loaded it as; a request of a server unless told. */
  loadedAs?: string
  lab?: LabMember
}

/** When the flows of these tests begin. */
export const begin = Date.parse('2026-11-26T10:00:00Z')

/** A HAR entry as an export writes it. */
export function harEntry(wanted: Wanted): HarEntry {
  const { form, requestJson, json, html, status = 200, loadedAs, lab } = wanted
  const posts = form !== undefined || requestJson !== undefined
  const method = wanted.method ?? (posts ? 'POST' : 'GET')
  const type = json !== undefined ? 'application/json' : html !== undefined ? 'text/html' : ''
  const content = json !== undefined ? JSON.stringify(json) : html
  const pairs = (given: Record<string, string> = {}) =>
    Object.entries(given).map(([name, value]) => ({ name, value }))
  return {
    startedDateTime: new Date(begin + (wanted.after ?? 0) * 1000).toISOString(),
    time: 4,
    request: {
      method,
      url: wanted.url,
      headers: [
        ...pairs(wanted.headers),
        ...(loadedAs ? [{ name: 'User-Agent', value: 'Mozilla/5.0' }] : []),
      ],
      ...(form && {
        postData: {
          mimeType: 'application/x-www-form-urlencoded',
          text: new URLSearchParams(form).toString(),
        },
      }),
      ...(requestJson && {
        postData: { mimeType: 'application/json', text: JSON.stringify(requestJson) },
      }),
    },
    response: {
      status,
      headers: [
        ...pairs(type ? { 'content-type': type } : {}),
        ...pairs(wanted.answer),
        ...(wanted.cookies ?? []).map((value) => ({ name: 'set-cookie', value })),
      ],
      ...(content !== undefined && { content: { mimeType: type, text: content } }),
    },
    ...(loadedAs && { _resourceType: loadedAs }),
    ...(lab && { _oauth: lab }),
  }
}

/** A JWT whose signature nobody made. */
export function unsignedJwt(claims: object, header: object = { alg: 'RS256', kid: 'k1' }): string {
  const part = (json: object) => encodeBase64Url(new TextEncoder().encode(JSON.stringify(json)))
  return `${part(header)}.${part(claims)}.${part({ signature: 'of nobody' })}`
}
