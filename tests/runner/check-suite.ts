import { runCommand } from './run-command.ts'
import type { SuiteResult } from './suite-result.ts'

const pieces = ['types', 'lint', 'format']

/** Types, lint and format at the same time, each one test; what `npm run check` does one by one. */
export async function checkSuite(root: string): Promise<SuiteResult> {
  const outcomes = await Promise.all(
    pieces.map(async (piece) => {
      const started = performance.now()
      const run = await runCommand('npm', ['run', '--silent', `check:${piece}`], { cwd: root })
      const ms = Math.round(performance.now() - started)
      const ok = run.code === 0
      process.stdout.write(`  ${ok ? 'ok  ' : 'FAIL'} ${piece} (${ms} ms)\n${ok ? '' : run.output}`)
      return ok
    }),
  )
  const passed = outcomes.filter(Boolean).length
  return { passed, failed: pieces.length - passed, skipped: 0 }
}
