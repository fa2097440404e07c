import { rm, writeFile } from 'node:fs/promises'
import { test as base } from '@playwright/test'
import type {
  PlaywrightTestArgs,
  PlaywrightTestOptions,
  PlaywrightWorkerArgs,
  PlaywrightWorkerOptions,
  TestInfo,
  TestType,
} from '@playwright/test'
import type { ControlClient } from '@oauth-lab/kit/admin/control-client.ts'
import { trustByBrowser } from './fixtures/browser-trust.ts'
import { openTestLab } from './fixtures/open-test-lab.ts'
import type { SandboxOptions, TestSandbox } from './fixtures/test-sandbox.ts'
import type { Lab, LabOptions } from './start-lab.ts'

export { expect } from '@playwright/test'
export type { SandboxOptions, TestSandbox } from './fixtures/test-sandbox.ts'

export interface LabTestFixtures {
  /** How this test's sandbox is made; an option. */
  sandboxOptions: SandboxOptions
  /** A whole lab of this test's own. Its recording is attached when the test fails. */
  sandbox: TestSandbox
}

export interface LabWorkerFixtures {
  /** How the lab is started; an option. */
  labOptions: LabOptions
  /** One lab for all tests of a worker. */
  lab: Lab
}

/**
 * Playwright's `test` with a lab a worker and a sandbox a test. `page` and `request` trust the lab and no
 * other; `baseURL` is the sandbox's unless the configuration names one.
 */
export const test: TestType<
  PlaywrightTestArgs & PlaywrightTestOptions & LabTestFixtures,
  PlaywrightWorkerArgs & PlaywrightWorkerOptions & LabWorkerFixtures
> = base.extend<LabTestFixtures, LabWorkerFixtures>({
  labOptions: [{}, { scope: 'worker', option: true }],
  sandboxOptions: [{}, { option: true }],

  lab: [
    async ({ labOptions }, use) => {
      const lab = await openTestLab(labOptions)
      await use(lab)
      await lab.stop()
    },
    { scope: 'worker' },
  ],

  // A browser reads whom to trust when it starts.
  launchOptions: [
    async ({ launchOptions, browserName, lab }, use) => {
      const trust = await trustByBrowser(browserName, lab, launchOptions)
      await use(trust.options)
      await trust.end()
    },
    { scope: 'worker' },
  ],

  sandbox: async ({ lab, sandboxOptions }, use, testInfo) => {
    const sandbox = await lab.control.sandboxes.create(sandboxOptions)
    await use(sandbox)
    if (testInfo.status !== testInfo.expectedStatus)
      await attachRecording(sandbox.control, testInfo)
    await sandbox[Symbol.asyncDispose]()
  },

  baseURL: async ({ baseURL, sandbox }, use) => use(baseURL ?? `${sandbox.base}/`),
})

async function attachRecording(control: ControlClient, testInfo: TestInfo): Promise<void> {
  const { exportRecording } = await import('./fixtures/export-recording.ts')
  for (const { name, contentType, text } of await exportRecording(control)) {
    const path = testInfo.outputPath(name)
    await writeFile(path, text)
    await testInfo.attach(name, { path, contentType })
    // Playwright has taken a copy.
    await rm(path)
  }
}
