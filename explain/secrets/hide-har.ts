import { headers as headerMeanings } from '../catalogue/headers.ts'
import type { Meanings } from '../catalogue/meaning.ts'
import { readJwt } from '../exchange/jwt.ts'
import type { HarEntry, HarPair, HarRequest, HarResponse } from '../har/har.ts'
import { valueOf } from '../exchange/field.ts'
import { readExchange } from '../exchange/read-exchange.ts'
import { basicCredentials } from '../recording/client-authentication.ts'
import { hideAddress } from './hide-address.ts'
import { hideBody } from './hide-body.ts'
import { createMemory } from './hide-everywhere.ts'
import type { Memory } from './hide-everywhere.ts'
import type { Hide } from './hide.ts'
import { isSecretName } from './secret-names.ts'

/**
 * The same entries with every code, token, secret, password, cookie and assertion hidden: where its
 * name tells of it, and wherever the same value stands besides.
 * @param memory of former entries, where they are read one after the other
 */
export function hideHar<Entry extends HarEntry>(
  entries: readonly Entry[],
  hide: Hide,
  memory: Memory = createMemory(hide),
): Entry[] {
  // All are read before any is told: a text may repeat what a later entry names.
  const hidden = entries.map((entry) => hideEntry(entry, memory.hide))
  return memory.everywhere(hidden)
}

function hideEntry<Entry extends HarEntry>(entry: Entry, hide: Hide): Entry {
  const { request, response, _oauth, _initiator } = entry
  const { _webSocketMessages: _, ...rest } = entry
  return {
    // What a socket carried is no message of the protocol, and may be anything: it is left out.
    ...(rest as Entry),
    ...(_initiator !== undefined && { _initiator: hideAddresses(_initiator, hide) }),
    request: hidePlainChallenge(entry, hideRequest(entry, request, hide), hide),
    ...(response && { response: hideResponse(response, hide) }),
    ...(_oauth?.keys && { _oauth: { ..._oauth, keys: hideKeys(_oauth.keys, hide) } }),
  }
}

/** Any JSON whose addresses are shown without their secrets. */
function hideAddresses(json: unknown, hide: Hide): unknown {
  const shown = JSON.stringify(json, (_, value: unknown) =>
    typeof value === 'string' && URL.canParse(value) ? hideAddress(value, hide) : value,
  )
  return JSON.parse(shown)
}

function hideRequest(entry: HarEntry, request: HarRequest, hide: Hide): HarRequest {
  const { url, headers, queryString, cookies, postData } = request
  const basic = basicCredentials(readExchange(entry))
  const shown = headers?.map((pair) =>
    basic !== undefined && pair.name.toLowerCase() === 'authorization'
      ? // The client's id stays readable.
        { ...pair, value: `Basic ${toBase64(`${basic.clientId}:${hide(basic.secret)}`)}` }
      : hideHeader(pair, hide),
  )
  const type = postData?.mimeType || valueIn(headers, 'content-type')
  return {
    ...request,
    url: hideAddress(url, hide),
    ...(shown && { headers: shown }),
    ...(queryString && { queryString: queryString.map((pair) => hidePair(pair, hide)) }),
    ...(cookies && { cookies: cookies.map((pair) => hideValue(pair, hide)) }),
    ...(postData && {
      postData: {
        ...postData,
        ...hideBody(postData, type, hide),
        ...(postData.params && { params: postData.params.map((pair) => hidePair(pair, hide)) }),
      },
    }),
  }
}

/** A challenge by `plain` is the verifier itself (RFC 7636 §4.2), under a name that is no secret's. */
function hidePlainChallenge(entry: HarEntry, shown: HarRequest, hide: Hide): HarRequest {
  const { query, form } = readExchange(entry)
  const asked = [...query, ...form]
  const challenge = valueOf(asked, 'code_challenge')
  if (!challenge || valueOf(asked, 'code_challenge_method') === 'S256') return shown
  const instead = hide(challenge)
  const inText = (text: string) =>
    text.replaceAll(/(?<=(?:^|[?&])code_challenge=)[^&#]*/g, () => instead)
  const inPairs = (pairs: HarPair[]) =>
    pairs.map((pair) => (pair.name === 'code_challenge' ? { ...pair, value: instead } : pair))
  const { url, headers, queryString, postData } = shown
  return {
    ...shown,
    url: inText(url),
    ...(headers && {
      headers: headers.map((pair) => ({ ...pair, value: inText(pair.value ?? '') })),
    }),
    ...(queryString && { queryString: inPairs(queryString) }),
    ...(postData && {
      postData: {
        ...postData,
        ...(postData.text !== undefined && { text: inText(postData.text) }),
        ...(postData.params && { params: inPairs(postData.params) }),
      },
    }),
  }
}

function hideResponse(response: HarResponse, hide: Hide): HarResponse {
  const { headers, content, redirectURL } = response
  const { cookies } = response as { cookies?: HarPair[] }
  const type = content?.mimeType || valueIn(headers, 'content-type')
  return {
    ...response,
    ...(headers && { headers: headers.map((pair) => hideHeader(pair, hide)) }),
    ...(cookies && { cookies: cookies.map((pair) => hideValue(pair, hide)) }),
    ...(content && { content: { ...content, ...hideBody(content, type, hide) } }),
    ...(redirectURL && { redirectURL: hideAddress(redirectURL, hide) }),
  }
}

function hideHeader(pair: HarPair, hide: Hide): HarPair {
  const { name, value = '' } = pair
  const known = name.toLowerCase()
  if (['location', 'referer', 'content-location'].includes(known)) {
    return { ...pair, value: hideAddress(value, hide) }
  }
  if (known === 'cookie') return { ...pair, value: hideCookies(value, hide) }
  if (known === 'set-cookie') {
    const [cookie = '', ...attributes] = value.split(';')
    return { ...pair, value: [hideCookies(cookie, hide), ...attributes].join(';') }
  }
  if (known === 'authorization' || known === 'proxy-authorization') {
    const [scheme = '', credentials = ''] = value.split(/ (.*)/s)
    return { ...pair, value: credentials === '' ? hide(scheme) : `${scheme} ${hide(credentials)}` }
  }
  const meaning = (headerMeanings as Meanings)[known]
  const sounds = meaning === undefined && !name.startsWith(':') && isSecretName(known)
  const isSecret = meaning?.secret !== undefined || sounds || readJwt(value) !== undefined
  return isSecret && value !== '' ? { ...pair, value: hide(value) } : pair
}

function hideCookies(text: string, hide: Hide): string {
  return text
    .split(';')
    .map((cookie) => {
      const at = cookie.indexOf('=')
      const value = cookie.slice(at + 1).trim()
      return at < 1 || value === '' ? cookie : `${cookie.slice(0, at)}=${hide(value)}`
    })
    .join(';')
}

function hidePair(pair: HarPair, hide: Hide): HarPair {
  const { name, value = '' } = pair
  const isSecret = isSecretName(name) || readJwt(value) !== undefined
  return isSecret && value !== '' ? { ...pair, value: hide(value) } : pair
}

function hideValue(pair: HarPair, hide: Hide): HarPair {
  return pair.value ? { ...pair, value: hide(pair.value) } : pair
}

/** A state, a client or an interaction may be read; a code, a token or a session may not. */
function hideKeys(keys: Readonly<Record<string, string | readonly string[]>>, hide: Hide) {
  const entries = Object.entries(keys).map(([name, values]) => {
    if (!isSecretName(name)) return [name, values] as const
    return [name, typeof values === 'string' ? hide(values) : values.map(hide)] as const
  })
  return Object.fromEntries(entries)
}

function valueIn(headers: readonly HarPair[] | undefined, name: string): string | undefined {
  return headers?.find((pair) => pair.name.toLowerCase() === name)?.value
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
