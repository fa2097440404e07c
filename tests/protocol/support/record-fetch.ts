import type { HarEntry } from '@oauth-lab/explain/har/har.ts'
import type { Fetch } from '@oauth-lab/kit/trust.ts'

/** A fetch that keeps what it sent and got as HAR entries, whole. */
export function recordFetch(fetch: Fetch): { fetch: Fetch; entries: HarEntry[] } {
  const entries: HarEntry[] = []
  const recorded = async (input: string | URL, init?: Parameters<Fetch>[1]) => {
    const startedDateTime = new Date().toISOString()
    const response = await fetch(input, init)
    const text = await response.clone().text()
    const headers = new Headers(init?.headers)
    const body = init?.body
    const isForm = body instanceof URLSearchParams
    if (isForm) headers.set('content-type', 'application/x-www-form-urlencoded')
    entries.push({
      startedDateTime,
      request: {
        method: init?.method ?? 'GET',
        url: String(input),
        headers: [...headers].map(([name, value]) => ({ name, value })),
        ...((isForm || typeof body === 'string') && { postData: { text: String(body) } }),
      },
      response: {
        status: response.status,
        headers: [...response.headers].map(([name, value]) => ({ name, value })),
        content: { mimeType: response.headers.get('content-type') ?? '', text },
      },
    })
    return response
  }
  return { fetch: recorded as Fetch, entries }
}
