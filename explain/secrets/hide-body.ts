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
 * A body whose secrets are hidden: members of JSON, parameters of a form, hidden fields of a page,
 * and JWTs in any text. What was base64 and is text becomes text.
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
  if (type.includes('json')) return hideJson(text, hide) ?? hideJwts(hideMembers(text, hide), hide)
  if (type.includes('x-www-form-urlencoded')) return hideAddress(`?${text}`, hide).slice(1)
  return hideJwts(type.includes('html') ? hideInputs(text, hide) : text, hide)
}

function hideJson(text: string, hide: Hide): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), function (this: unknown, name, value: unknown) {
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
  return html.replaceAll(/<input\b[^>]*>/gi, (input) => {
    const name = /\bname\s*=\s*["']([^"']*)["']/i.exec(input)?.[1]
    if (name === undefined || !isSecretName(name)) return input
    return input.replace(
      /(\bvalue\s*=\s*["'])([^"']+)/i,
      (_, before: string, value: string) => before + hide(value),
    )
  })
}

function hideJwts(text: string, hide: Hide): string {
  return text.replaceAll(/\bey[\w-]+\.[\w-]+\.[\w-]+/g, (found) =>
    readJwt(found) === undefined ? found : hide(found),
  )
}
