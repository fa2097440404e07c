import { readLogs, readSecrets, scanLogs } from './scan-logs.ts'
import type { SuiteResult } from './suite-result.ts'

/**
 * Searches all logs of the run for all its secrets: one failed test a finding. A run without logs
 * or without secrets fails too, since its search would prove nothing.
 */
export async function logSuite(evidence: { logs: string; secrets: string }): Promise<SuiteResult> {
  const logs = readLogs(evidence.logs)
  const secrets = readSecrets(evidence.secrets)
  const lines = [...logs.values()].reduce((sum, text) => sum + text.split('\n').length - 1, 0)
  const steps = [...logs.values()].reduce((sum, text) => sum + text.split('"step":').length - 1, 0)
  const problems = scanLogs(logs, secrets).map(
    ({ log, line, kind }) => `${log}:${line} shows a secret of this run (${kind})`,
  )
  if (lines === 0) problems.push('no lab wrote a log, so nothing was searched')
  if (steps === 0) problems.push('no lab wrote a debug log, so none was searched')
  if (secrets.length === 0) problems.push('no test noted a secret, so nothing was searched for')
  for (const problem of problems) process.stdout.write(`  FAIL ${problem}\n`)
  if (problems.length > 0) return { passed: 0, failed: problems.length, skipped: 0 }
  process.stdout.write(
    `  ok   none of ${secrets.length} secrets is in ${lines} lines of logs, ${steps} of the debug log\n`,
  )
  return { passed: 1, failed: 0, skipped: 0 }
}
