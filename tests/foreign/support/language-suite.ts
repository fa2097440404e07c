import { suite, test } from 'node:test'
import { execaSync } from 'execa'

/**
 * The programs of a language; where its tools are not installed, one skipped test that says so.
 * @param tools commands that run where the programs can be built
 */
export function languageSuite(
  language: string,
  tools: [program: string, ...args: string[]][],
  body: () => void,
): void {
  const missing = tools.find(
    ([program, ...args]) => execaSync(program, args, { reject: false }).exitCode !== 0,
  )
  if (missing === undefined) void suite(language, body)
  else void test(language, { skip: `"${missing.join(' ')}" does not run on this machine` })
}
