import { readJwt } from '../exchange/jwt.ts'
import type { Hide } from './hide.ts'
import { isSecretName } from './secret-names.ts'

/** A URL whose secret parameters are hidden, in query and fragment; other text as it is. */
export function hideAddress(address: string, hide: Hide): string {
  const [, before = '', query = '', fragment = ''] =
    /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(address) ?? []
  return before + hidden(query, hide) + hidden(fragment, hide)
}

function hidden(part: string, hide: Hide): string {
  if (part === '') return ''
  const pairs = part.slice(1).split('&')
  return (
    part[0]! +
    pairs
      .map((pair) => {
        const at = pair.indexOf('=')
        if (at < 0) return pair
        const [name, value] = [decode(pair.slice(0, at)), decode(pair.slice(at + 1))]
        const secret = isSecretName(name) || readJwt(value) !== undefined
        return secret && value !== '' ? `${pair.slice(0, at)}=${hide(value)}` : pair
      })
      .join('&')
  )
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}
