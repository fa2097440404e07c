import { markup } from './html.ts'
import type { Html } from './html.ts'

/** JSON, indented by two, with names set apart by `<b>`. */
export function json(value: unknown): Html {
  return markup`${write(value, '')}`
}

/** Like {@link json}, for a body as it was received: what is not JSON is shown as it is. */
export function jsonText(text: string): Html {
  try {
    return json(JSON.parse(text))
  } catch {
    return markup`${text}`
  }
}

function write(value: unknown, indent: string): Html {
  if (Array.isArray(value))
    return list(
      '[',
      value.map((item) => write(item, `${indent}  `)),
      ']',
      indent,
    )
  if (typeof value !== 'object' || value === null) return markup`${JSON.stringify(value) ?? 'null'}`
  const members = Object.entries(value).map(
    ([name, member]) => markup`<b>${JSON.stringify(name)}</b>: ${write(member, `${indent}  `)}`,
  )
  return list('{', members, '}', indent)
}

function list(open: string, items: Html[], close: string, indent: string): Html {
  if (items.length === 0) return markup`${open}${close}`
  const lines = items.map((item, i) => markup`${i === 0 ? '' : ','}\n${indent}  ${item}`)
  return markup`${open}${lines}\n${indent}${close}`
}

/**
 * A token as it is on the wire. Ink strength sets the three parts of a JWS apart (RFC 7515 §7.1).
 */
export function rawToken(token: string): Html {
  const parts = token.split('.')
  if (parts.length !== 3) return markup`${token}`
  const [head, body, sign] = parts
  return markup`<span class="head">${head}</span><b>.</b><span class="body">${body}</span><b>.</b><span class="sign">${sign}</span>`
}
