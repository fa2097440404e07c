import { after, before } from 'node:test'
import type { TestContext } from 'node:test'
import { keepRecording } from './fixtures/keep-recording.ts'
import { openTestLab } from './fixtures/open-test-lab.ts'
import type { SandboxOptions, TestSandbox } from './fixtures/test-sandbox.ts'
import type { Lab, LabOptions } from './start-lab.ts'

export type { SandboxOptions, TestSandbox } from './fixtures/test-sandbox.ts'

export interface UseLabOptions extends LabOptions {
  /** The folder for recordings of tests that fail, `test-results/oauth-lab` unless told. */
  recordings?: string
}

export interface UsedLab {
  /** The lab of this file, in tests and hooks. */
  readonly lab: Lab
  /** A whole lab of one test's own. Its recording is written to a folder when the test fails. */
  sandbox(t: TestContext, options?: SandboxOptions): Promise<TestSandbox>
}

/** One lab for the tests of a file, or of a suite when called there: started before the first, stopped after the last. */
export function useLab({ recordings, ...options }: UseLabOptions = {}): UsedLab {
  let lab: Lab | undefined
  const require = (): Lab => {
    if (lab !== undefined) return lab
    throw new Error('The lab starts before the first test: use it in tests and hooks only.')
  }
  before(async () => {
    lab = await openTestLab(options)
  })
  after(() => lab?.stop())
  return {
    get lab() {
      return require()
    },
    async sandbox(t, wanted) {
      const sandbox = await require().control.sandboxes.create(wanted)
      t.after(async () => {
        const { filePath: file = '', fullName: name, passed } = t
        const test = { file, name, hasFailed: !passed }
        const path = await keepRecording(sandbox.control, test, recordings)
        if (path !== undefined) t.diagnostic(`what the lab recorded: ${path}`)
        await sandbox[Symbol.asyncDispose]()
      })
      return sandbox
    },
  }
}
