import { headers } from '../catalogue/headers.ts'
import type { Meanings } from '../catalogue/meaning.ts'
import { readExchange } from '../exchange/read-exchange.ts'
import { readJwt } from '../exchange/jwt.ts'
import type { HarEntry, HarPair, HarRequest, HarResponse } from '../har/har.ts'
import { basicCredentials } from '../recording/client-authentication.ts'
import { hideAddress } from './hide-address.ts'
import { createMemory } from './hide-everywhere.ts'
import type { Hide } from './hide.ts'
import { isSecretName } from './secret-names.ts'

/**
 * The same entries with every code, token, secret, password, cookie and assertion hidden, also where
 * one stands in a text without its name. JWTs keep header and claims.
 */
export function hideHar<Entry extends HarEntry>(entries: readonly Entry[], hide: Hide): Entry[] {
  const memory = createMemory(hide)
  const byName = entries.map((entry) => hideEntry(entry, memory.hide))
  return memory.everywhere(byName)
}

function hideEntry<Entry extends HarEntry>(entry: Entry, hide: Hide): Entry {
  const { request, response } = entry
  const secret = basicCredentials(readExchange(entry))?.secret
  // It stands in the header in another form than elsewhere.
  if (secret !== undefined && secret !== '') hide(secret)
  return {
    ...entry,
    request: hideRequest(request, hide),
    ...(response && { response: hideResponse(response, hide) }),
  }
}

function hideRequest(request: HarRequest, hide: Hide): HarRequest {
  const { url, queryString, cookies, postData } = request
  return {
    ...request,
    url: hideAddress(url, hide),
    ...hideHeaders(request.headers, hide),
    ...(queryString && { queryString: queryString.map((pair) => hidePair(pair, hide)) }),
    ...(cookies && { cookies: cookies.map((pair) => hideValue(pair, hide)) }),
    ...(postData && {
      postData: {
        ...postData,
        ...(postData.params && { params: postData.params.map((pair) => hidePair(pair, hide)) }),
        ...hideText(postData, hide),
      },
    }),
  }
}

function hideResponse(response: HarResponse, hide: Hide): HarResponse {
  const { redirectURL, content, cookies } = response as HarResponse & { cookies?: HarPair[] }
  return {
    ...response,
    ...hideHeaders(response.headers, hide),
    ...(redirectURL && { redirectURL: hideAddress(redirectURL, hide) }),
    ...(cookies && { cookies: cookies.map((pair) => hideValue(pair, hide)) }),
    ...(content && { content: { ...content, ...hideText(content, hide) } }),
  }
}

function hideHeaders(pairs: HarPair[] | undefined, hide: Hide): { headers?: HarPair[] } {
  if (pairs === undefined) return {}
  return {
    headers: pairs.map(({ name, value = '' }) => ({
      name,
      value: value && hideHeader(name.toLowerCase(), value, hide),
    })),
  }
}

function hideHeader(name: string, value: string, hide: Hide): string {
  switch (name) {
    case 'authorization':
    case 'proxy-authorization': {
      const [scheme, credentials] = value.split(/ (.*)/s)
      return credentials === undefined ? hide(value) : `${scheme} ${hide(credentials)}`
    }
    case 'cookie':
      return value
        .split(';')
        .map((pair) => hideCookie(pair, hide))
        .join(';')
    case 'set-cookie':
      return value
        .split('\n')
        .map((line) => line.replace(/^[^;]*/, (pair) => hideCookie(pair, hide)))
        .join('\n')
    case 'location':
    case 'referer':
    case 'content-location':
      return hideAddress(value, hide)
    default: {
      const known: Meanings = headers
      const isSecret = Object.hasOwn(known, name)
        ? known[name]!.secret !== undefined
        : /token|secret|password|api-?key/.test(name)
      return isSecret ? hide(value) : value
    }
  }
}

function hideCookie(pair: string, hide: Hide): string {
  const at = pair.indexOf('=')
  const value = pair.slice(at + 1)
  return at < 0 || value === '' ? pair : pair.slice(0, at + 1) + hide(value)
}

/** By its name, or since it is a JWT. */
function hidePair(pair: HarPair, hide: Hide): HarPair {
  const { name, value } = pair
  if (!value) return pair
  return isSecretName(name) || readJwt(value) !== undefined ? { ...pair, value: hide(value) } : pair
}

function hideValue(pair: HarPair, hide: Hide): HarPair {
  return pair.value ? { ...pair, value: hide(pair.value) } : pair
}

interface Content {
  mimeType?: string
  text?: string
  encoding?: string
}

/** A body: forms and JSON by their names, pages by their fields; a JWT anywhere loses its signature. */
function hideText({ mimeType = '', text, encoding }: Content, hide: Hide): { text?: string } {
  if (text === undefined || text === '') return {}
  // Bytes that are no text, or the beginning of a long one: its parts are not known.
  if (encoding === 'base64') return { text: btoa('hidden') }
  if (mimeType.includes('x-www-form-urlencoded'))
    return { text: hideAddress(`?${text}`, hide).slice(1) }
  if (mimeType.includes('json')) return { text: hideJson(text, hide) }
  return { text: hideJwts(mimeType.includes('html') ? hideFields(text, hide) : text, hide) }
}

function hideJson(text: string, hide: Hide): string {
  try {
    return JSON.stringify(JSON.parse(text), (name, one: unknown) =>
      typeof one === 'string' && one !== '' && (readJwt(one) !== undefined || isSecretName(name))
        ? hide(one)
        : one,
    )
  } catch {
    return hideJwts(text, hide)
  }
}

/** Hidden fields of a page: form tokens, and the answers that a form carries on. */
function hideFields(html: string, hide: Hide): string {
  return html.replaceAll(/<input\b[^>]*>/gi, (input) => {
    const name = /\bname\s*=\s*["']([^"']*)/i.exec(input)?.[1] ?? ''
    if (!isSecretName(name)) return input
    return input.replace(
      /(\bvalue\s*=\s*["'])([^"']+)/i,
      (_all, before: string, value: string) => before + hide(value),
    )
  })
}

function hideJwts(text: string, hide: Hide): string {
  return text.replaceAll(/\bey[\w-]{8,}\.[\w-]+\.[\w-]+/g, (word) =>
    readJwt(word) === undefined ? word : hide(word),
  )
}
