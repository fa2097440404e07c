import type { IncomingMessage } from 'node:http'

/** How many lines of a request have a field's name; `headers` keeps one of them. @param name lower case */
export function timesSaid({ rawHeaders }: IncomingMessage, name: string): number {
  return rawHeaders.filter((field, at) => at % 2 === 0 && field.toLowerCase() === name).length
}
