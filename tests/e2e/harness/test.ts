import type { ControlClient, SandboxInfo } from '@oauth-lab/kit/admin/control-client.ts'
import { expect, test as base } from '@playwright/test'
import { noteSecret } from '../../secrets.ts'
import { tellSteps } from '../../tell-steps.ts'
import { openTestLab } from '../../test-lab.ts'
import type { TestLab } from '../../test-lab.ts'
import { launchBrowser } from './launch-browser.ts'
import { noteTraffic } from './note-traffic.ts'
import { startOtherSite } from './other-site.ts'
import type { OtherSite, RunningSite } from './other-site.ts'
import { watchPages } from './watch-pages.ts'
import type { Watch } from './watch-pages.ts'

export { expect } from '@playwright/test'
export type { OtherSite, SiteAnswer, SiteRequest } from './other-site.ts'

/** A sandbox of one test's own, with the control client in it. */
export type TestSandbox = SandboxInfo & { control: ControlClient }

interface TestFixtures {
  /** A fresh lab for this test; relative addresses of `page.goto` begin at its base. */
  sandbox: TestSandbox
  /** A foreign relying party on another origin and site. */
  otherSite: OtherSite
  /** Fails the test when a page has an error that the test did not expect; always on. */
  watch: Watch
}

interface WorkerFixtures {
  /** One lab for all tests of a worker: embedded, or the one that runs already (`LAB_TEST_LAB`). */
  lab: TestLab
  runningSite: RunningSite
}

/** Playwright's `test` with a lab, and with a browser that trusts the lab's root. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  lab: [
    // Playwright reads the names of the fixtures from the first parameter.
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      for (const password of ['SYS', 'test']) noteSecret(password, 'password')
      const lab = await openTestLab()
      await use(lab)
      await lab.stop()
    },
    { scope: 'worker' },
  ],

  runningSite: [
    // oxlint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const site = await startOtherSite()
      await use(site)
      await site.close()
    },
    { scope: 'worker' },
  ],

  // The lab comes first: a browser reads whom to trust when it starts.
  browser: [
    async ({ lab, runningSite }, use) => {
      const { browser, close } = await launchBrowser([lab.ca, runningSite.authority])
      const noted = noteTraffic(browser)
      await use(browser)
      await noted()
      await close()
    },
    { scope: 'worker' },
  ],

  sandbox: async ({ lab }, use) => {
    const sandbox = await lab.control.sandboxes.create({ lifetime: 3600 })
    const control = lab.control.in(sandbox.base)
    await tellSteps(control)
    await use({ ...sandbox, control })
    await lab.control.sandboxes.delete(sandbox.id)
  },

  baseURL: async ({ sandbox }, use) => use(`${sandbox.base}/`),

  otherSite: async ({ runningSite }, use) => use(runningSite.begin()),

  watch: [
    async ({ browser }, use) => {
      const watch = watchPages(browser)
      await use(watch)
      watch.stop()
      expect(watch.troubles(), 'errors on the pages').toEqual([])
    },
    { auto: true },
  ],
})
