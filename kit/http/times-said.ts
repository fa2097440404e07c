import type { IncomingMessage } from 'node:http'

/** How many lines of a request have a field's name; `headers` keeps one of them. @param name lower case */
export function timesSaid({ rawHeaders }: IncomingMessage, name: string): number {
  let times = 0
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const field = rawHeaders[at]!
    if (field.length === name.length && field.toLowerCase() === name) times += 1
  }
  return times
}
