import { test as base } from 'vitest'
import type { TestAPI } from 'vitest'
import { keepRecording } from './fixtures/keep-recording.ts'
import { openTestLab } from './fixtures/open-test-lab.ts'
import type { SandboxOptions, TestSandbox } from './fixtures/test-sandbox.ts'
import type { Lab, LabOptions } from './start-lab.ts'

export { expect } from 'vitest'
export type { SandboxOptions, TestSandbox } from './fixtures/test-sandbox.ts'

export interface LabFixtures {
  /** How the lab is started; a value to override. */
  labOptions: LabOptions
  /** How a test's sandbox is made; a value to override. */
  sandboxOptions: SandboxOptions
  /** The folder for recordings of tests that fail; a value to override. */
  recordings: string | undefined
  /** One lab for all tests of a file that ask for it. */
  lab: Lab
  /** A whole lab of this test's own. Its recording is written to a folder when the test fails. */
  sandbox: TestSandbox
}

/** Vitest's `test` with a lab a file and a sandbox a test. */
export const test: TestAPI<LabFixtures> = base.extend<LabFixtures>({
  labOptions: [{}, { scope: 'file' }],
  sandboxOptions: {},
  recordings: undefined,

  lab: [
    async ({ labOptions }, use) => {
      const lab = await openTestLab(labOptions)
      await use(lab)
      await lab.stop()
    },
    { scope: 'file' },
  ],

  sandbox: async ({ lab, sandboxOptions, recordings, task }, use) => {
    const sandbox = await lab.control.sandboxes.create(sandboxOptions)
    await use(sandbox)
    const { file, fullTestName: name, result, fails = false } = task
    const test = { file: file.name, name, hasFailed: (result?.state === 'fail') !== fails }
    const path = await keepRecording(sandbox.control, test, recordings)
    // A test that has failed takes no annotation.
    if (path !== undefined) console.error(`what the lab recorded: ${path}`)
    await sandbox[Symbol.asyncDispose]()
  },
})
