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
  signedIn('portal-server', './authserver/admin/', 'Server'),
  signedIn('portal-clients', './console/authserver/clients', 'Clients'),
  signedIn('portal-client-new', './console/authserver/clients/new', 'Register a client'),
  {
    name: 'portal-client',
    heading: 'postman',
    status: 401,
    async open(page) {
      await signInAtConsole(page, './console/authserver/clients')
      await page.getByRole('link', { name: 'postman' }).click()
    },
  },
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
