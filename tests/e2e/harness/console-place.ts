import { signInAtConsole } from './people.ts'
import type { Place } from './place.ts'

/**
 * A page of the console, at which somebody signs in on the way: who is asked first has been told so with a 401.
 * @param more what is done before, and what on the page
 */
export function consolePlace(
  name: string,
  address: string,
  heading: string | RegExp,
  more: { before?: Place['open']; after?: Place['open'] } = {},
): Place {
  return {
    name,
    heading,
    status: 401,
    async open(page, sandbox) {
      await more.before?.(page, sandbox)
      await signInAtConsole(page, address)
      await more.after?.(page, sandbox)
    },
  }
}
