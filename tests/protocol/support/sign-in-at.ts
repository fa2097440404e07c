import { createBrowser } from './browser.ts'
import type { Browser, Page } from './browser.ts'
import type { Place } from './place.ts'

/**
 * Signs the developer in at the web page and allows what is asked for.
 * @param begun the page to which the sign-in led, where it was begun before
 * @returns the page that it ends at
 */
export async function signInAt(
  { base, trustedFetch }: Pick<Place, 'base' | 'trustedFetch'>,
  browser: Browser = createBrowser(trustedFetch),
  begun?: Page,
): Promise<Page> {
  const form = begun ?? (await browser.open(`${base}/client/application/login`))
  const consent = await browser.submit(form, { login: 'developer', password: 'test' })
  if (!/name="answer"/.test(consent.text)) return consent
  const scope = [...consent.text.matchAll(/name="scope" value="([^"]+)"/g)].map(([, one]) => one!)
  return browser.submit(consent, { scope, answer: 'allow' })
}
