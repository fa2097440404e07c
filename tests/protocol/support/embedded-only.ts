import * as runner from 'node:test'
import type { TestContext } from 'node:test'
import { runningLabFile } from '../../test-lab.ts'

/**
 * `suite` and `test` for what only a lab of the test's own can show. Against a lab that runs already
 * (`LAB_TEST_LAB`) they are skipped, with the reason.
 */
export function embeddedOnly(reason: string) {
  const options = runningLabFile() === undefined ? {} : { skip: reason }
  return {
    suite(title: string, body: () => void | Promise<void>): void {
      void runner.suite(title, options, body)
    },
    test(title: string, body: (t: TestContext) => void | Promise<void>): void {
      void runner.test(title, options, body)
    },
  }
}
