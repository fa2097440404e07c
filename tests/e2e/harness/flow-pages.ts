import { signInAtConsole, signInAtWebPage } from './people.ts'
import type { Place } from './place.ts'

/** The flow of messages in the console. */
export const flowPages: readonly Place[] = [
  {
    name: 'flow',
    heading: 'Authorization code with PKCE',
    status: 401,
    async open(page) {
      await signInAtWebPage(page)
      await signInAtConsole(page, './console/flow')
      await page.getByRole('link', { name: /Authorization code/ }).click()
      await page.getByRole('link', { name: /Token request/ }).click()
      await page.evaluate(() => scrollTo(0, 0))
    },
  },
  {
    name: 'flow-table',
    heading: 'All messages',
    status: 401,
    async open(page) {
      await signInAtWebPage(page)
      await signInAtConsole(page, './console/flow?flow=all&view=table&failed=true')
    },
  },
  {
    name: 'flows',
    heading: 'Flow',
    status: 401,
    async open(page) {
      await signInAtWebPage(page)
      await signInAtConsole(page, './console/flow')
    },
  },
  {
    name: 'flow-compare',
    heading: 'Two flows, side by side',
    status: 401,
    async open(page) {
      await signInAtWebPage(page, { but: ['my/scope'] })
      await page.getByRole('button', { name: 'Log out' }).click()
      await signInAtWebPage(page)
      await signInAtConsole(page, './console/flow')
      await page.getByRole('link', { name: /1\. Authorization code/ }).click()
      await page.getByRole('button', { name: 'Compare' }).click()
      await page
        .getByRole('menuitem', { name: /Authorization code/ })
        .first()
        .click()
    },
  },
  {
    name: 'flow-held',
    heading: 'All messages',
    status: 401,
    async open(page, { control }) {
      await control.interventions.create({
        match: { message: 'authorization request' },
        do: { hold: true },
      })
      const other = await page.context().newPage()
      // It waits for as long as anybody looks at the page.
      void other.goto('./client/application/login').catch(() => undefined)
      await signInAtConsole(page, './console/flow')
      await page.getByRole('link', { name: 'Authorization request' }).click()
      await page.getByRole('textbox', { name: 'scope' }).fill('openid unheard-of')
    },
  },
]
