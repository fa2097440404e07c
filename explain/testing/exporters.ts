import type { HarEntry, HarPair } from '../har/har.ts'

/** How a program writes a recording, by the source of its exporter or by its files. */
export interface Exporter {
  name: string
  /** A whole HAR. */
  write(entries: readonly HarEntry[]): { log: { entries: unknown[] } }
}

const isSecret = ({ name }: HarPair) => /^(?:authorization|cookie|set-cookie)$/i.test(name)

/** Those that write all that they saw. */
export const exporters: readonly Exporter[] = [
  { name: 'Playwright', write: (entries) => har('Playwright', entries) },
  {
    name: 'Chromium’s developer tools, with sensitive data',
    write: (entries) => har('WebInspector', entries.map(byDeveloperTools)),
  },
  {
    name: 'Firefox',
    write: (entries) => har('Firefox', entries.map(byFirefox)),
  },
  {
    name: 'Charles',
    write: (entries) => har('Charles Proxy', entries.map(byCharles)),
  },
  {
    name: 'mitmproxy',
    write: (entries) => har('mitmproxy', [...entries.map(byMitmproxy), socketOfMitmproxy]),
  },
]

/** Chromium’s usual export: no cookie and no `Authorization`. */
export const sanitizing: Exporter = {
  name: 'Chromium’s developer tools, sanitized',
  write: (entries) =>
    har(
      'WebInspector',
      entries.map((entry) => {
        const { request, response } = byDeveloperTools(entry)
        return {
          ...byDeveloperTools(entry),
          request: {
            ...request,
            headers: request.headers.filter((pair) => !isSecret(pair)),
            cookies: [],
          },
          response: {
            ...response,
            headers: response.headers.filter((pair) => !isSecret(pair)),
            cookies: [],
          },
        }
      }),
    ),
}

/** Safari keeps of a chain of redirects its end alone. */
export const safari: Exporter = {
  name: 'Safari',
  write: (entries) =>
    har(
      'WebKit Web Inspector',
      entries.filter(({ response }) => !isRedirect(response?.status)).map(bySafari),
    ),
}

function har(name: string, entries: readonly unknown[]) {
  const pages = [{ id: 'page_1', title: 'https://app.example/', startedDateTime: '' }]
  return { log: { version: '1.2', creator: { name, version: '1' }, pages, entries: [...entries] } }
}

function isRedirect(status = 0): boolean {
  return status >= 300 && status < 400
}

/** `front_end/models/har/Log.ts`: HTTP/2 names, no fragment, who asked for it. */
function byDeveloperTools(entry: HarEntry) {
  const { request, response, startedDateTime, _resourceType } = entry
  const url = new URL(request.url)
  const { postData } = request
  return {
    _connectionId: '77',
    _initiator: { type: 'script', stack: { callFrames: [{ url: request.url, lineNumber: 1 }] } },
    _priority: 'High',
    _resourceType,
    cache: {},
    connection: '443',
    pageref: 'page_1',
    request: {
      method: request.method,
      url: request.url.split('#', 1)[0],
      httpVersion: 'http/2.0',
      headers: [
        { name: ':authority', value: url.host },
        { name: ':method', value: request.method },
        { name: ':path', value: url.pathname + url.search },
        { name: ':scheme', value: 'https' },
        ...lowerCase(request.headers),
      ],
      // As they stand in the address.
      queryString: rawPairs(url.search.slice(1)),
      cookies: [],
      headersSize: -1,
      bodySize: postData?.text?.length ?? 0,
      ...(postData && { postData: { ...postData, params: rawPairs(postData.text ?? '') } }),
    },
    response: {
      status: response?.status ?? 0,
      statusText: '',
      httpVersion: 'http/2.0',
      headers: lowerCase(response?.headers),
      cookies: [],
      content: { size: 0, mimeType: 'x-unknown', ...response?.content },
      redirectURL: locationOf(entry),
      headersSize: -1,
      bodySize: -1,
      _transferSize: 100,
      _error: response?._error ?? null,
    },
    serverIPAddress: '[::1]',
    startedDateTime,
    time: 12.3,
    timings: { blocked: 1, dns: -1, ssl: -1, connect: -1, send: 0, wait: 10, receive: 1.3 },
  }
}

/** `har-builder.js`: a local time, `postData` with every request, the headers of a posted form before it. */
function byFirefox(entry: HarEntry) {
  const { request, response } = entry
  const text = request.postData?.text ?? ''
  const mimeType = request.postData?.mimeType ?? ''
  const isPage = entry._resourceType === 'document'
  const before = `Content-Type: ${mimeType}\r\nContent-Length: ${text.length}\r\n\r\n`
  const cookies = (response?.headers ?? []).filter(({ name }) => /^set-cookie$/i.test(name))
  const headers = (response?.headers ?? []).filter((pair) => !cookies.includes(pair))
  const joined = cookies.map(({ value }) => value).join('\n')
  return {
    pageref: 'page_1',
    startedDateTime: atOffset(entry, '+01:00'),
    time: 12,
    _securityState: 'secure',
    request: {
      bodySize: text.length,
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/2',
      headers: request.headers,
      cookies: [],
      queryString: decodedPairs(new URL(request.url).search),
      headersSize: 300,
      postData: {
        mimeType,
        params: mimeType.includes('urlencoded') ? decodedPairs(text) : [],
        text: isPage && text !== '' ? before + text : text,
      },
    },
    response: {
      status: response?.status ?? 0,
      statusText: response?.statusText ?? '',
      httpVersion: 'HTTP/2',
      headers: [...headers, ...(joined ? [{ name: 'set-cookie', value: joined }] : [])],
      cookies: [],
      content: { ...response?.content, size: -1 },
      redirectURL: locationOf(entry),
      headersSize: 300,
      bodySize: -1,
    },
    cache: {},
    timings: {},
  }
}

/** `HARBuilder.js`: one header a name, so that cookies stand beside each other; bodies in base64. */
function bySafari(entry: HarEntry) {
  const { request, response, startedDateTime } = entry
  const { postData } = request
  const text = response?.content?.text
  return {
    pageref: 'page_0',
    startedDateTime: startedDateTime ?? '',
    time: 12,
    _fetchType: 'Network Load',
    _priority: 'high',
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/2',
      cookies: [],
      headers: merged(request.headers),
      queryString: decodedPairs(new URL(request.url).search),
      headersSize: 300,
      bodySize: -1,
      ...(postData && { postData: { ...postData, params: decodedPairs(postData.text ?? '') } }),
    },
    response: {
      status: response?.status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/2',
      cookies: [],
      headers: merged(response?.headers),
      content: {
        size: 1,
        compression: 0,
        mimeType: response?.content?.mimeType ?? 'x-unknown',
        ...(text !== undefined && { text: base64(text), encoding: 'base64' }),
      },
      redirectURL: '',
      headersSize: 300,
      bodySize: -1,
    },
    cache: {},
    timings: { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: 0, receive: 0 },
  }
}

/** Files of Charles 4: a form as parameters alone, every text in base64, members that are null. */
function byCharles(entry: HarEntry) {
  const { request, response } = entry
  const { postData } = request
  const text = response?.content?.text
  const { mimeType = '' } = postData ?? {}
  return {
    startedDateTime: atOffset(entry, '-05:00'),
    time: 12,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/2.0',
      cookies: [],
      headers: [{ name: ':method', value: request.method }, ...lowerCase(request.headers)],
      queryString: decodedPairs(new URL(request.url).search),
      ...(postData && {
        postData: mimeType.includes('urlencoded')
          ? { mimeType, params: decodedPairs(postData.text ?? '') }
          : { mimeType, text: postData.text },
      }),
      headersSize: 14,
      bodySize: 44,
    },
    response: {
      _charlesStatus: 'COMPLETE',
      status: response?.status ?? 0,
      statusText: null,
      httpVersion: 'HTTP/2.0',
      cookies: [],
      headers: [
        { name: ':status', value: String(response?.status) },
        ...lowerCase(response?.headers),
      ],
      content: {
        size: 1,
        mimeType: response?.content?.mimeType,
        ...(text !== undefined && { text: base64(text), encoding: 'base64' }),
      },
      redirectURL: null,
      headersSize: 0,
      bodySize: 1,
    },
    serverIPAddress: '::1',
    cache: {},
    timings: { dns: -1, connect: -1, ssl: -1, send: 1, wait: 10, receive: 1 },
  }
}

/** `savehar.py`: microseconds, `postData` with every POST, null where nothing was measured. */
function byMitmproxy(entry: HarEntry) {
  const { request, response, startedDateTime = '' } = entry
  const posts = ['POST', 'PUT', 'PATCH'].includes(request.method)
  const { mimeType = '', text = '' } = request.postData ?? {}
  return {
    startedDateTime: startedDateTime.replace('Z', '123+00:00'),
    time: 12.3,
    request: {
      method: request.method,
      url: request.url,
      httpVersion: 'HTTP/2.0',
      cookies: [],
      headers: request.headers,
      queryString: decodedPairs(new URL(request.url).search),
      headersSize: 300,
      bodySize: text.length,
      ...(posts && {
        postData: {
          mimeType,
          text,
          params: mimeType.includes('urlencoded') ? decodedPairs(text) : [],
        },
      }),
    },
    response: {
      status: response?.status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/2.0',
      cookies: [],
      headers: response?.headers ?? [],
      content: { size: 1, compression: 0, mimeType: '', text: '', ...response?.content },
      redirectURL: locationOf(entry),
      headersSize: 300,
      bodySize: 1,
    },
    cache: {},
    timings: { connect: null, ssl: null, send: 1, receive: 1, wait: 10.3 },
    serverIPAddress: '127.0.0.1',
  }
}

/** Nothing of OAuth, and a token in what was said. */
export const socketOfMitmproxy = {
  startedDateTime: '2026-11-26T09:00:00+00:00',
  request: { method: 'GET', url: 'wss://app.example/socket', headers: [] },
  response: { status: 101, headers: [], content: {} },
  _resourceType: 'websocket',
  _webSocketMessages: [{ type: 'send', time: 1.5, opcode: 1, data: 'token-said-in-a-socket' }],
}

function lowerCase(pairs: readonly HarPair[] = []): HarPair[] {
  return pairs.map((pair) => ({ ...pair, name: pair.name.toLowerCase() }))
}

function merged(pairs: readonly HarPair[] = []): HarPair[] {
  const values = new Map<string, string[]>()
  for (const { name, value = '' } of pairs) values.set(name, [...(values.get(name) ?? []), value])
  return [...values].map(([name, all]) => ({ name, value: all.join(', ') }))
}

function rawPairs(text: string): HarPair[] {
  return text.split('&').flatMap((pair) => {
    const [name = '', ...value] = pair.split('=')
    return name === '' ? [] : [{ name, value: value.join('=') }]
  })
}

function decodedPairs(text: string): HarPair[] {
  return [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }))
}

function locationOf({ response }: HarEntry): string {
  return response?.headers?.find(({ name }) => /^location$/i.test(name))?.value ?? ''
}

/** The same moment, written for a place with another time. */
function atOffset({ startedDateTime = '' }: HarEntry, offset: string): string {
  const hours = Number(offset.slice(0, 3))
  const there = new Date(Date.parse(startedDateTime) + hours * 3_600_000)
  return there.toISOString().replace('Z', offset)
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
