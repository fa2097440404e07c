import type { HarPair } from '@oauth-lab/explain/har/har.ts'
import { hideHar } from '@oauth-lab/explain/secrets/hide-har.ts'
import type { Hide } from '@oauth-lab/explain/secrets/hide.ts'
import type { ShownEntry } from '@oauth-lab/kit/admin/recording-document.ts'

/**
 * One half of an exchange as it went over the wire (RFC 9112 §2.1).
 * @param hide what is shown in the place of a secret; nothing shows them
 */
export function wireText(entry: ShownEntry, side: 'ask' | 'answer', hide?: Hide): string {
  const [{ request, response }] =
    hide === undefined ? [entry] : (hideHar([entry], hide) as [ShownEntry])
  if (side === 'ask') {
    const { pathname, search, host } = new URL(request.url)
    const headers = request.headers ?? []
    const isNamed = headers.some(({ name }) => name.toLowerCase() === 'host')
    const line = `${request.method} ${pathname}${search} HTTP/1.1`
    return join(
      [line, ...(isNamed ? [] : [`host: ${host}`]), ...linesOf(headers)],
      request.postData,
    )
  }
  if (response === undefined || response.status === 0) return response?._error ?? 'No answer came.'
  const line = `HTTP/1.1 ${response.status} ${response.statusText ?? ''}`.trimEnd()
  return join([line, ...linesOf(response.headers ?? [])], response.content)
}

function linesOf(headers: readonly HarPair[]): string[] {
  return headers.map(({ name, value }) => `${name}: ${value ?? ''}`)
}

function join(head: string[], body: { text?: string; encoding?: string } | undefined): string {
  const text = body?.text ?? ''
  return [...head, '', body?.encoding === 'base64' ? `(base64) ${text}` : text].join('\n').trimEnd()
}
