import type { Text } from './lesson.ts'
import type { Sighting } from './sighting.ts'

interface Filling {
  values: Readonly<Record<string, string>>
  found: Readonly<Record<string, Sighting>>
}

/** A text with what its braces stand for: values, and links to messages where they were found. */
export function fill(text: Text, { values, found }: Filling): Text {
  return text.replaceAll(
    /\{(\*|[A-Z]\d?)(?:\.(\w+))?\}|\{(\w+)\}/g,
    (whole, line, member, name) => {
      if (name !== undefined) return values[name as string] ?? whole
      const seen = found[line as string]
      if (member !== undefined) return valueOf(seen, member as string) ?? `${line}.${member}`
      return seen === undefined ? (line as string) : linkTo(line as string, seen)
    },
  )
}

/** A link to a message; of one that no line names the link alone tells which it is. */
function linkTo(line: string, { id }: Sighting): string {
  if (line === '*') return `[this message](exchange:${id})`
  return line.startsWith('Z') ? `([message](exchange:${id}))` : `[${line}](exchange:${id})`
}

/** A value of a message by its name: of the request, the answer, or a token that it carried. */
export function valueOf(seen: Sighting | undefined, name: string): string | undefined {
  if (seen === undefined) return undefined
  const value =
    seen.sent[name] ??
    (name === 'client_id' ? seen.client : undefined) ??
    seen.answered[name] ??
    Object.values(seen.jwts).find(({ claims }) => claims[name] !== undefined)?.claims[name]
  if (value === undefined) return undefined
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.startsWith('#') ? '(hidden)' : text
}
