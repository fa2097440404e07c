import { consolePlace } from './console-place.ts'
import { signInAtWebPage } from './people.ts'
import type { Place } from './place.ts'

/** The flow of messages in the console. */
export const flowPages: readonly Place[] = [
  consolePlace('flow', './console/flow', 'Authorization code with PKCE', {
    before: (page) => signInAtWebPage(page),
    after: async (page) => {
      await page.getByRole('link', { name: /Authorization code/ }).click()
      await page.getByRole('link', { name: /Token request/ }).click()
      await page.evaluate(() => scrollTo(0, 0))
    },
  }),
  consolePlace('flow-table', './console/flow?flow=all&view=table&failed=true', 'All messages', {
    before: (page) => signInAtWebPage(page),
  }),
  consolePlace('flows', './console/flow', 'Flow', { before: (page) => signInAtWebPage(page) }),
  consolePlace('flow-compare', './console/flow', 'Two flows, side by side', {
    before: async (page) => {
      await signInAtWebPage(page, { but: ['my/scope'] })
      await page.getByRole('button', { name: 'Log out' }).click()
      await signInAtWebPage(page)
    },
    after: async (page) => {
      await page.getByRole('link', { name: /1\. Authorization code/ }).click()
      await page.getByRole('button', { name: 'Compare' }).click()
      await page
        .getByRole('menuitem', { name: /Authorization code/ })
        .first()
        .click()
    },
  }),
  consolePlace('flow-held', './console/flow', 'All messages', {
    before: async (page, { control }) => {
      await control.interventions.create({
        match: { message: 'authorization request' },
        do: { hold: true },
      })
      const other = await page.context().newPage()
      // It waits for as long as anybody looks at the page.
      void other.goto('./client/application/login').catch(() => undefined)
    },
    after: async (page) => {
      await page.getByRole('link', { name: 'Authorization request' }).click()
      await page.getByRole('textbox', { name: 'scope' }).fill('openid unheard-of')
    },
  }),
]
