import { isJsonObject } from '../exchange/jwt.ts'
import type { Json } from '../exchange/jwt.ts'
import type { HarEntry, HarPair, LabCheck, LabMember } from './har.ts'

/**
 * An entry as HAR 1.2 types it: of what is read here, a value of another type is left out. Nothing
 * where there is no request with a method and a URL.
 */
export function tidyEntry(entry: unknown): HarEntry | undefined {
  if (!isJsonObject(entry) || !isJsonObject(entry['request'])) return undefined
  const { request, response } = entry
  const { method, url } = request
  if (typeof method !== 'string' || typeof url !== 'string' || !URL.canParse(url)) return undefined
  return replace(entry, {
    startedDateTime: textOf(entry['startedDateTime']),
    _resourceType: textOf(entry['_resourceType']),
    request: replace(request, {
      headers: pairsOf(request['headers']),
      queryString: pairsOf(request['queryString']),
      cookies: pairsOf(request['cookies']),
      postData: postOf(request['postData']),
    }),
    response: isJsonObject(response) ? responseOf(response) : undefined,
    _oauth: labOf(entry['_oauth']),
  }) as unknown as HarEntry
}

function responseOf(response: Json): Json {
  const { status } = response
  return replace(response, {
    status: typeof status === 'number' ? status : Number(textOf(status) ?? 0) || 0,
    statusText: textOf(response['statusText']),
    headers: pairsOf(response['headers'])?.flatMap(splitCookies),
    cookies: pairsOf(response['cookies']),
    redirectURL: textOf(response['redirectURL']),
    content: bodyOf(response['content']),
  })
}

function bodyOf(body: unknown): Json | undefined {
  if (!isJsonObject(body)) return undefined
  return replace(body, {
    mimeType: textOf(body['mimeType']),
    text: textOf(body['text']),
    encoding: textOf(body['encoding']),
    params: pairsOf(body['params']),
  })
}

/** Firefox puts headers of a posted form before it, with an empty line between. */
const headersBefore = /^(?:[A-Za-z-]+: [^\r\n]*\r?\n)+\r?\n/

function postOf(post: unknown): Json | undefined {
  const body = bodyOf(post)
  const text = body?.['text']
  if (body === undefined || typeof text !== 'string') return body
  return { ...body, text: text.replace(headersBefore, '') }
}

/**
 * Cookies that an export set into one header: by line breaks (Firefox), or by commas (Safari). A
 * comma of a date has no name and `=` behind it.
 */
function splitCookies(pair: HarPair): HarPair[] {
  if (pair.name.toLowerCase() !== 'set-cookie') return [pair]
  const cookies = (pair.value ?? '').split(/\n|, (?=[\w!#$%&'*+.^`|~-]+=)/)
  return cookies.map((value) => ({ ...pair, value }))
}

function labOf(lab: unknown): LabMember | undefined {
  if (!isJsonObject(lab)) return undefined
  const [id, role] = [textOf(lab['id']), textOf(lab['role'])]
  if (id === undefined || role === undefined) return undefined
  const { checks, keys } = lab
  const texts = Object.fromEntries(
    ['sandbox', 'labTime', 'asker', 'parent', 'message'].map((name) => [name, textOf(lab[name])]),
  )
  return replace(lab, {
    ...texts,
    checks: Array.isArray(checks) ? checks.filter(isCheck) : undefined,
    keys: isJsonObject(keys) ? keysOf(keys) : undefined,
  }) as unknown as LabMember
}

function isCheck(check: unknown): check is LabCheck {
  if (!isJsonObject(check)) return false
  const { detail } = check
  const isText = ['id', 'outcome', 'clause', 'says'].every(
    (name) => typeof check[name] === 'string',
  )
  return isText && (detail === undefined || typeof detail === 'string')
}

function keysOf(keys: Json): Json {
  const entries = Object.entries(keys).flatMap(([name, value]) => {
    const values = [value].flat().filter((one) => typeof one === 'string')
    return values.length === 0 ? [] : [[name, values] as const]
  })
  return Object.fromEntries(entries)
}

function pairsOf(pairs: unknown): HarPair[] | undefined {
  if (!Array.isArray(pairs)) return undefined
  return pairs.filter(isJsonObject).flatMap((pair) => {
    const { name, value } = pair
    if (typeof name !== 'string') return []
    return [{ ...pair, name, value: typeof value === 'string' ? value : '' }]
  })
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The members replaced; one that is undefined is left out. */
function replace(object: Json, members: Json): Json {
  const all = Object.entries({ ...object, ...members })
  return Object.fromEntries(all.filter(([, value]) => value !== undefined))
}
