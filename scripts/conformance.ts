import { readFile, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { defineCommand, UsageError } from './command-line/command.ts'

/** `./lab conformance --suite URL [PLAN …]`: runs plans of a conformance suite that runs already. */
export const command = defineCommand({
  usage: '[PLAN …]',
  takes: [0, 40],
  flags: {
    suite: {
      value: 'URL',
      description: 'where the suite runs, for example https://localhost:8443',
      read: readOrigin,
    },
    'suite-ca': { value: 'FILE', description: "the authority of the suite's certificate, PEM" },
    only: {
      value: 'PATTERN',
      description: 'modules whose name this regular expression fits',
      read: (text) => new RegExp(text),
    },
    junit: { value: 'FILE', description: 'write the outcome there, as JUnit' },
    table: { value: 'FILE', description: 'write the table there, as Markdown' },
  },
  async run({ positionals, flags }) {
    const { suite, only, junit, table } = flags
    if (suite === undefined) throw new UsageError(['name the suite by --suite URL'], 'conformance')
    const { choosePlans, conformance } = await import('../tests/conformance/conformance.ts')
    const { junitOf, tableOf } = await import('../tests/conformance/report.ts')
    const plans = choosePlans(positionals)
    if (plans instanceof Error) throw new UsageError([plans.message], 'conformance')
    const suiteCa =
      flags['suite-ca'] === undefined
        ? undefined
        : await readFile(resolve(flags['suite-ca']), 'utf8')
    const { reports, good } = await conformance({ suite, suiteCa, plans, only })
    process.stdout.write(`\n${tableOf(reports)}`)
    if (junit !== undefined) await writeFile(resolve(junit), junitOf(reports))
    if (table !== undefined) await writeFile(resolve(table), tableOf(reports))
    return good ? 0 : 1
  },
})

/** @throws Error for anything but an https origin */
function readOrigin(text: string): string {
  const url = URL.parse(text)
  if (url?.protocol !== 'https:') throw new Error(`${text} is not an https address`)
  return url.origin
}
