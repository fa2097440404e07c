import type { Redirect } from './exchange.ts'
import { readParameters } from './field.ts'
import type { Field } from './field.ts'

/**
 * Where an answer sends the browser: by `Location`, or by a page whose form holds an authorization
 * response (OAuth 2.0 Form Post Response Mode).
 */
export function readRedirect(
  from: URL,
  location: string | undefined,
  type: string,
  body: string | undefined,
): Redirect | undefined {
  if (location !== undefined) return target(location, from, 'Location', [])
  if (!type.includes('html') || body === undefined || !answers.test(body)) return undefined
  const action = /<form\b[^>]*\baction\s*=\s*["']([^"']+)["']/i.exec(body)?.[1]
  const form = readInputs(body)
  const isAnswer = form.some(({ name }) =>
    /^(?:code|error|access_token|id_token|response)$/.test(name),
  )
  return action === undefined || !isAnswer
    ? undefined
    : target(unescape(action), from, 'form', form)
}

/** A page that holds an authorization response names one of these; others need no look. */
const answers = /name\s*=\s*["'](?:state|code|error|id_token|response)["']/i

function target(
  address: string,
  from: URL,
  by: Redirect['by'],
  form: Field[],
): Redirect | undefined {
  if (!URL.canParse(address, from.href)) return undefined
  const url = new URL(address, from.href)
  return {
    url,
    address: url.origin === 'null' ? `${url.protocol}${url.pathname}` : url.origin + url.pathname,
    by,
    query: readParameters(url.search),
    fragment: readParameters(url.hash.slice(1)),
    form,
  }
}

function readInputs(html: string): Field[] {
  return [...html.matchAll(/<input\b[^>]*>/gi)].flatMap(([input]) => {
    const name = attribute(input, 'name')
    const isHidden = /\btype\s*=\s*["']?hidden/i.test(input)
    return name === undefined || !isHidden ? [] : [{ name, value: attribute(input, 'value') ?? '' }]
  })
}

function attribute(tag: string, name: string): string | undefined {
  const [, quoted, apostrophed] =
    new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`, 'i').exec(tag) ?? []
  const value = quoted ?? apostrophed
  return value === undefined ? undefined : unescape(value)
}

function unescape(text: string): string {
  return text
    .replaceAll(/&#x([\da-f]+);/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
}
