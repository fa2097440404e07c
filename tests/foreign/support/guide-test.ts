import { match } from 'node:assert/strict'
import { test } from 'node:test'
import { printedPattern, runGuide } from './guide.ts'
import type { GuideOptions } from './guide.ts'

/** A test that runs the commands of a guide, and compares what they print with what it says. */
export function guideTest(name: string, options: GuideOptions = {}): void {
  test(
    `the commands of docs/guides/${name} run, and print what it says`,
    { timeout: 300_000 },
    async () => {
      for (const { script, prints, printed } of await runGuide(name, options)) {
        if (prints !== undefined) match(printed, printedPattern(prints), script)
      }
    },
  )
}
