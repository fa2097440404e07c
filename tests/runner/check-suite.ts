import { runCommand } from './run-command.ts'
import type { SuiteResult } from './suite-result.ts'

const pieces = ['types', 'lint', 'format']

/**
 * The types of the APIs, which the others read; then types, lint and format at the same time, each one test. It is what
 * `npm run check` does one by one.
 */
export async function checkSuite(root: string): Promise<SuiteResult> {
  const failures: string[] = []
  const examine = async (piece: string): Promise<void> => {
    const started = performance.now()
    const run = await runCommand('npm', ['run', '--silent', `check:${piece}`], { cwd: root })
    const ms = Math.round(performance.now() - started)
    const ok = run.code === 0
    process.stdout.write(`  ${ok ? 'ok  ' : 'FAIL'} ${piece} (${ms} ms)\n${ok ? '' : run.output}`)
    if (!ok) failures.push(`npm run check:${piece}`)
  }
  await examine('api')
  await Promise.all(pieces.map(examine))
  const failed = failures.length
  return { passed: 1 + pieces.length - failed, failed, skipped: 0, failures }
}
