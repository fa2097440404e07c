import { decodeBase64Text } from '../har/decode-base64.ts'
import { readJwt } from '../exchange/jwt.ts'
import { hideAddress } from './hide-address.ts'
import type { Hide } from './hide.ts'
import { isSecretName } from './secret-names.ts'

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
  // A picture holds no secret that anybody reads.
  if (decoded === undefined) return {}
  const shown = hideText(decoded, type ?? '', hide)
  return encoding === 'base64' ? { text: shown, encoding: '' } : { text: shown }
}

function hideText(text: string, type: string, hide: Hide): string {
  if (type.includes('json')) return hideJson(text, hide) ?? hideJwts(text, hide)
  if (type.includes('x-www-form-urlencoded')) return hideAddress(`?${text}`, hide).slice(1)
  return hideJwts(type.includes('html') ? hideInputs(text, hide) : text, hide)
}

function hideJson(text: string, hide: Hide): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text), (name, value: unknown) =>
      typeof value === 'string' && value !== '' && (isSecretName(name) || readJwt(value))
        ? hide(value)
        : value,
    )
  } catch {
    return undefined
  }
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
