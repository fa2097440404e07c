import { signInAtConsole } from './people.ts'
import type { Place } from './place.ts'

/** The pages of the console. */
export const consolePages: readonly Place[] = [
  {
    name: 'console-sign-in',
    heading: 'Sign in to the console',
    status: 401,
    open: (page) => page.goto('./console/'),
  },
  signedIn('console-home', './console/', /^The lab is /),
  signedIn('portal-clients', './authserver/admin/', 'Clients'),
]

/** Who is asked for a sign-in first has been told so with a 401. */
function signedIn(name: string, address: string, heading: string | RegExp): Place {
  return {
    name,
    heading,
    status: 401,
    open: (page) => signInAtConsole(page, address),
  }
}
