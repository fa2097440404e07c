import type { Address } from './role-part.ts'

export interface Rewrite {
  /** The text with the new addresses in the place of the former ones. */
  rewrite(text: string): string
  /** Whether a text names an address of the former origin. */
  names(text: string): boolean
}

/**
 * Puts the addresses of one sandbox in the place of another's. An address is what begins with the
 * base; of the default sandbox nothing that belongs to another one. A value that is the origin
 * alone, as of CORS, stays an origin.
 */
export function createRewrite(from: Address, to: Address): Rewrite {
  const others = from.base === from.origin ? '(?!/~)' : ''
  const origin = RegExp.escape(from.origin)
  const whole = `(?<=^|")(${origin})(?="|$)`
  const below = `${RegExp.escape(from.base)}${end}${others}`
  const address = new RegExp(`${whole}|${below}`, 'g')
  const atOrigin = new RegExp(`${origin}${end}`)
  const replace = (_found: string, isOrigin: string | undefined) =>
    isOrigin === undefined ? to.base : to.origin
  return {
    rewrite: (text) => (text.includes(from.origin) ? text.replace(address, replace) : text),
    names: (text) => atOrigin.test(text),
  }
}

/** Another host, port or sandbox may begin in the same way. */
const end = String.raw`(?![\w.:@-])`
