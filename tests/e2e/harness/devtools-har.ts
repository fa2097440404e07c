import type { BrowserContext, CDPSession, Page } from '@playwright/test'

type Headers = Record<string, string>
type Pair = { name: string; value: string }

/** A request of the Network domain, with what came of it. */
interface Hop {
  id: string
  url: string
  method: string
  headers: Headers
  postData: string | undefined
  wallTime: number
  type: string
  initiator: unknown
  response?: { status: number; headers: Headers; mimeType: string }
  body?: { body: string; base64Encoded: boolean }
  error?: string
}

/**
 * Records a context by the Chrome DevTools Protocol, as Chromium’s own developer tools do, and
 * writes it as these export it: HTTP/2’s names, no fragment, who asked, and when sanitized neither
 * cookies nor `Authorization`.
 */
export function recordByDevTools(context: BrowserContext) {
  const hops: Hop[] = []
  const asked = new Map<string, Headers[]>()
  const answered = new Map<string, Headers[]>()
  /** By request: done once its body is here, or its failure. */
  const ends = new Map<string, PromiseWithResolvers<void>>()
  const begun = new Map<Page, Promise<CDPSession>>()

  const attach = async (page: Page): Promise<CDPSession> => {
    const session = await context.newCDPSession(page)
    const lastOf = (id: string) => hops.findLast((hop) => hop.id === id)
    session.on('Network.requestWillBeSent', (event) => {
      const { requestId: id, request, redirectResponse, wallTime, type, initiator } = event
      const before = lastOf(id)
      if (redirectResponse !== undefined && before !== undefined) before.response = redirectResponse
      const { url, method, headers, postData } = request
      hops.push({ id, url, method, headers, postData, wallTime, type: type ?? '', initiator })
    })
    session.on('Network.requestWillBeSentExtraInfo', ({ requestId, headers }) => {
      asked.set(requestId, [...(asked.get(requestId) ?? []), headers])
    })
    session.on('Network.responseReceivedExtraInfo', ({ requestId, headers }) => {
      answered.set(requestId, [...(answered.get(requestId) ?? []), headers])
    })
    session.on('Network.responseReceived', ({ requestId, response }) => {
      const hop = lastOf(requestId)
      if (hop !== undefined) hop.response = response
      ends.set(requestId, Promise.withResolvers())
    })
    session.on('Network.loadingFailed', ({ requestId, errorText }) => {
      const hop = lastOf(requestId)
      if (hop !== undefined) hop.error = errorText
      ends.get(requestId)?.resolve()
    })
    session.on('Network.loadingFinished', ({ requestId }) => {
      const hop = lastOf(requestId)
      void session
        .send('Network.getResponseBody', { requestId })
        .then(
          (body) => hop && (hop.body = body),
          // The page is gone already, and its bodies with it.
          () => undefined,
        )
        .then(() => ends.get(requestId)?.resolve())
    })
    await session.send('Network.enable')
    return session
  }

  return {
    /** Every page is recorded from its begin on. */
    begin(page: Page): Promise<CDPSession> {
      const session = begun.get(page) ?? attach(page)
      begun.set(page, session)
      return session
    },
    async har({ sanitized = false } = {}): Promise<string> {
      await Promise.all([...ends.values()].map(({ promise }) => promise))
      const nth = new Map<string, number>()
      const entries = hops
        // Chromium asks for an icon now and then, which Playwright’s recording leaves out.
        .filter(({ url }) => /^https?:/.test(url) && !url.endsWith('/favicon.ico'))
        .map((hop) => {
          const place = nth.get(hop.id) ?? 0
          nth.set(hop.id, place + 1)
          const request = asked.get(hop.id)?.[place] ?? hop.headers
          const response = answered.get(hop.id)?.[place] ?? hop.response?.headers ?? {}
          return entryOf(hop, pairsOf(request, sanitized), pairsOf(response, sanitized))
        })
      const creator = { name: 'WebInspector', version: '537.36' }
      return JSON.stringify({ log: { version: '1.2', creator, pages: [], entries } })
    },
  }
}

/** One name may have several values, on lines of their own. */
function pairsOf(headers: Headers, sanitized: boolean): Pair[] {
  return Object.entries(headers)
    .flatMap(([name, all]) => all.split('\n').map((value) => ({ name, value })))
    .filter(({ name }) => !sanitized || !/^(?:authorization|cookie|set-cookie)$/i.test(name))
}

function entryOf(hop: Hop, asked: Pair[], answered: Pair[]) {
  const { url, method, postData, wallTime, type, initiator, response, body, error } = hop
  const mimeType = asked.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? ''
  return {
    _initiator: initiator,
    _resourceType: type.toLowerCase(),
    request: {
      method,
      url,
      headers: asked,
      cookies: [],
      ...(postData !== undefined && { postData: { mimeType, text: postData } }),
    },
    response: {
      status: response?.status ?? 0,
      statusText: '',
      headers: answered,
      cookies: [],
      content: {
        mimeType: response?.mimeType ?? 'x-unknown',
        ...(body && { text: body.body, ...(body.base64Encoded && { encoding: 'base64' }) }),
      },
      redirectURL: answered.find(({ name }) => name.toLowerCase() === 'location')?.value ?? '',
      _error: error ?? null,
    },
    startedDateTime: new Date(wallTime * 1000).toISOString(),
    time: 1,
  }
}
