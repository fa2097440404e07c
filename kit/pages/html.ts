/** Markup that is safe to send: everything that came in as text has been escaped. */
export class Html {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }

  toString(): string {
    return this.source
  }
}

/** What may stand in markup: text (escaped), markup (as it is), lists of both, or nothing. */
export type Content =
  | string
  | number
  | bigint
  | Html
  | null
  | undefined
  | false
  | readonly Content[]

/**
 * A template tag that escapes every value except {@link Html}. What is not there becomes nothing.
 * It is not called `html`, since formatters would change the white space of its templates.
 */
export function markup(parts: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(parts.map((part, i) => (i === 0 ? part : escape(values[i - 1]) + part)).join(''))
}

/** The markup of a value; text is escaped for element content and quoted attributes. */
export function escape(value: unknown): string {
  if (value === undefined || value === null || value === false) return ''
  if (value instanceof Html) return value.source
  if (Array.isArray(value)) return value.map(escape).join('')
  return `${value as string | number}`.replaceAll(/[&<>"']/g, (character) => entities[character]!)
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
