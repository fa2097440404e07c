import type { Exchange } from './exchange.ts'
import type { Field } from './field.ts'

/** A cookie that an answer sets (RFC 6265 §5.2). */
export interface SetCookie {
  name: string
  value: string
  /** By lower-case name; an attribute without a value is empty text. */
  attributes: Readonly<Record<string, string>>
}

/** Every cookie that an answer sets. */
export function setCookiesOf({ responseHeaders }: Exchange): SetCookie[] {
  return responseHeaders
    .filter(({ name }) => name === 'set-cookie')
    .flatMap(({ value }) => readSetCookie(value) ?? [])
}

function readSetCookie(line: string): SetCookie | undefined {
  const [pair = '', ...rest] = line.split(';')
  const at = pair.indexOf('=')
  if (at < 1) return undefined
  const attributes = rest.map((one) => {
    const [name = '', ...value] = one.split('=')
    return [name.trim().toLowerCase(), value.join('=').trim()] as const
  })
  return {
    name: pair.slice(0, at).trim(),
    value: pair.slice(at + 1).trim(),
    attributes: Object.fromEntries(attributes),
  }
}

/** The cookies that a request carries; an export may tell them, or their names, beside the headers alone. */
export function cookiesOf({ requestHeaders, entry }: Exchange): Field[] {
  const sent = requestHeaders.filter(({ name }) => name === 'cookie')
  if (sent.length === 0) {
    return (entry.request.cookies ?? []).map(({ name, value = '' }) => ({ name, value }))
  }
  return sent
    .flatMap(({ value }) => value.split(';'))
    .flatMap((pair) => {
      const at = pair.indexOf('=')
      return at < 1 ? [] : [{ name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim() }]
    })
}
