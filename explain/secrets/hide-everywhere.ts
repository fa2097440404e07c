import { readJwt } from '../exchange/jwt.ts'
import type { Hide } from './hide.ts'

/** Shorter ones would hide common words. */
const shortest = 8

export interface Memory {
  hide: Hide
  /** Text in which no secret stands that was hidden before. */
  inText(text: string): string
  /** The same for every text in a JSON value. */
  everywhere<T>(value: T): T
}

/**
 * Remembers what it hides, so that the same secret can be hidden where no name tells of it.
 * @param most how many texts it remembers; the oldest are forgotten
 */
export function createMemory(hide: Hide, most = Infinity): Memory {
  const shown = new Map<string, string>()
  const inText = (text: string): string =>
    text.replaceAll(/[\w.~+/%-]{8,}={0,2}/g, (word) => shown.get(word) ?? inPath(word))
  // A secret may hold a slash, may be a step of a path, and may end a sentence.
  const inPath = (word: string): string => {
    if (!word.includes('/') && !word.endsWith('.')) return word
    const steps = word.split('/').map((step) => {
      const secret = withoutFinalStops(step)
      return (shown.get(secret) ?? secret) + step.slice(secret.length)
    })
    return steps.join('/')
  }
  const everywhere = (value: unknown): unknown => {
    if (typeof value === 'string') return inText(value)
    if (Array.isArray(value)) return value.map(everywhere)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, everywhere(one)]))
  }
  return {
    hide(secret) {
      const instead = hide(secret)
      if (secret.length >= shortest && instead !== secret) {
        shown.set(secret, instead)
        shown.set(encodeURIComponent(secret), instead)
        // A page may write the parts of a token apart: header and claims are shown, the signature is not.
        const signature = readJwt(secret) && secret.split('.')[2]
        if (signature && signature.length >= shortest) {
          shown.set(signature, instead.slice(instead.lastIndexOf('.') + 1))
        }
        for (const oldest of shown.keys()) {
          if (shown.size <= most) break
          shown.delete(oldest)
        }
      }
      return instead
    },
    inText,
    everywhere: <T>(value: T) => everywhere(value) as T,
  }
}

function withoutFinalStops(text: string): string {
  let end = text.length
  while (text[end - 1] === '.') end--
  return text.slice(0, end)
}
