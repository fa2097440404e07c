import { decodeBase64Text } from '../har/decode-base64.ts'
import type { HarEntry, HarRequest, HarResponse } from '../har/har.ts'
import type { Exchange } from './exchange.ts'
import { readHeaders, readParameters, valueOf } from './field.ts'
import type { Field } from './field.ts'
import { objectOf, readJwt } from './jwt.ts'
import type { Json } from './jwt.ts'
import { readRedirect } from './read-redirect.ts'

/** Bodies beyond this are no protocol message. */
const longestBody = 1_000_000

/** Reads a HAR entry; what an export leaves out is empty. */
export function readExchange(entry: HarEntry, index = 0): Exchange {
  const { request, response } = entry
  const url = new URL(request.url)
  const requestHeaders = readHeaders(request.headers)
  const responseHeaders = readHeaders(response?.headers)
  const type = mediaType(response?.content?.mimeType || valueOf(responseHeaders, 'content-type'))
  const isText = /json|html|jwt/.test(type)
  const body = isText ? bodyOf(response?.content) : undefined
  return {
    index,
    entry,
    at: Date.parse(entry._oauth?.labTime ?? entry.startedDateTime ?? ''),
    method: request.method.toUpperCase(),
    url,
    address: url.origin === 'null' ? `${url.protocol}${url.pathname}` : url.origin + url.pathname,
    query: readParameters(url.search),
    fragment: readParameters(url.hash.slice(1)),
    ...readRequestBody(request, requestHeaders),
    requestHeaders,
    // Some exports write -1 for an answer that never came.
    status: Math.max(response?.status ?? 0, 0),
    responseHeaders,
    responseJson: type.includes('json') ? readJson(body) : undefined,
    responseJwt: type.includes('jwt') && body && readJwt(body) ? body : undefined,
    redirect: readRedirect(url, locationOf(response, responseHeaders), type, body),
  }
}

function readRequestBody(
  { postData, method }: HarRequest,
  headers: readonly Field[],
): Pick<Exchange, 'form' | 'requestJson'> {
  if (postData === undefined || postData === null || method === 'GET') {
    return { form: [], requestJson: undefined }
  }
  const type = mediaType(postData.mimeType || valueOf(headers, 'content-type'))
  if (type.includes('json')) return { form: [], requestJson: readJson(bodyOf(postData)) }
  if (!type.includes('x-www-form-urlencoded')) return { form: [], requestJson: undefined }
  const text = bodyOf(postData)
  // Exports decode `params` differently; the text is what was sent.
  const form = text ? readParameters(text) : (postData.params ?? []).map(fromParameter)
  return { form, requestJson: undefined }
}

function fromParameter({ name, value = '' }: { name: string; value?: string }): Field {
  return { name, value }
}

function bodyOf(content?: { text?: string; encoding?: string }): string | undefined {
  const { text, encoding } = content ?? {}
  if (typeof text !== 'string' || text.length > longestBody) return undefined
  return encoding === 'base64' ? decodeBase64Text(text) : text
}

function readJson(body: string | undefined): Json | undefined {
  if (body === undefined) return undefined
  try {
    return objectOf(JSON.parse(body))
  } catch {
    return undefined
  }
}

function mediaType(value = ''): string {
  return value.split(';', 1)[0]!.trim().toLowerCase()
}

function locationOf(response: HarResponse | undefined, headers: Field[]): string | undefined {
  const { status = 0, redirectURL } = response ?? {}
  if (status < 300 || status > 399) return undefined
  return valueOf(headers, 'location') || redirectURL || undefined
}
