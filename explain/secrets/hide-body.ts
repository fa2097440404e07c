import { decodeBase64Text } from '../har/decode-base64.ts'
import { readJwt } from '../exchange/jwt.ts'
import { hideAddress } from './hide-address.ts'
import type { Hide } from './hide.ts'
import { isSecretMember, isSecretName } from './secret-names.ts'

const isPicture = /^(?:image|font|audio|video)\//

interface Body {
  text?: string
  encoding?: string
}

/**
 * A body whose secrets are hidden: members of JSON, parameters of a form, its parts, fields of a page,
 * elements of XML, and JWTs in any text. What was base64 and is text becomes text. A body may come
 * under another type than its own: then it is known by how it looks.
 */
export function hideBody(body: Body, type: string | undefined, hide: Hide): Body {
  const { text, encoding } = body
  if (text === undefined || text === '') return {}
  const decoded = encoding === 'base64' ? decodeBase64Text(text) : text
  // Bytes may be the beginning of a text that was cut within a character.
  if (decoded === undefined) return isPicture.test(type ?? '') ? {} : { text: btoa('hidden') }
  const shown = hideText(decoded, type ?? '', hide)
  return encoding === 'base64' ? { text: shown, encoding: '' } : { text: shown }
}

function hideText(text: string, type: string, hide: Hide): string {
  if (type.includes('html')) return hideJwts(hideInputs(text, hide), hide)
  if (type.includes('multipart/')) return hideJwts(hideParts(text, hide), hide)
  if (type.includes('x-www-form-urlencoded') || looksLikeForm.test(text)) {
    return hideAddress(`?${text}`, hide).slice(1)
  }
  if (type.includes('json') || looksLikeJson.test(text)) {
    return hideJson(text, hide) ?? hideJwts(hideMembers(text, hide), hide)
  }
  return hideJwts(type.includes('xml') ? hideElements(text, hide) : text, hide)
}

const looksLikeForm = /^[^\s=&<>{}"]+=[^\s=&<>{}"]*(?:&[^\s=&<>{}"]+=[^\s=&<>{}"]*)*$/
const looksLikeJson = /^\s*[{[]\s*["{[]/

function hideJson(text: string, hide: Hide): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), function (this: unknown, name, value: unknown) {
      if (Array.isArray(value) && isSecretMember(this, name)) {
        return value.map((one: unknown) => (typeof one === 'string' && one ? hide(one) : one))
      }
      const isText = typeof value === 'string' && value !== ''
      return isText && (isSecretMember(this, name) || readJwt(value)) ? hide(value) : value
    })
  } catch {
    return undefined
  }
}

/** JSON that was cut can't be parsed; its members can be found. */
function hideMembers(text: string, hide: Hide): string {
  return text.replaceAll(
    /("([^"\\]+)"\s*:\s*")((?:[^"\\]|\\.)+)/g,
    (all: string, before: string, name: string, value: string) =>
      isSecretName(name) ? before + hide(value) : all,
  )
}

function hideInputs(html: string, hide: Hide): string {
  return html.replaceAll(/<input\b[^<>]*>/gi, (input) => {
    const name = /\bname\s*=\s*["']([^"']*)["']/i.exec(input)?.[1]
    if (name === undefined || !isSecretName(name)) return input
    return input.replace(
      /(\bvalue\s*=\s*["'])([^"']+)/i,
      (_, before: string, value: string) => before + hide(value),
    )
  })
}

/** The parts of a form that has parts (RFC 7578 §4.2). */
function hideParts(text: string, hide: Hide): string {
  return text
    .split(/(?=\r?\n--)/)
    .map((part) => {
      const [head = '', blank = '', value = ''] = part.split(/(\r?\n\r?\n)(.*)/s)
      const name = /\bname="([^"]*)"/.exec(head)?.[1]
      const isSecret = name !== undefined && value !== '' && isSecretName(name)
      return isSecret ? head + blank + hide(value) : part
    })
    .join('')
}

function hideElements(xml: string, hide: Hide): string {
  return xml.replaceAll(
    /(<(?:[\w.-]+:)?([\w.-]+)(?:\s[^<>]*)?>)([^<]+)/g,
    (all: string, tag: string, name: string, value: string) =>
      isSecretName(name) && value.trim() !== '' ? tag + hide(value) : all,
  )
}

function hideJwts(text: string, hide: Hide): string {
  return text.replaceAll(/\bey[\w-]+\.[\w-]+\.[\w-]+/g, (found) =>
    readJwt(found) === undefined ? found : hide(found),
  )
}
