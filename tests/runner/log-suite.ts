import { readLogs, readSecrets, scanLogs } from './scan-logs.ts'
import type { Finding } from './scan-logs.ts'
import type { SuiteResult } from './suite-result.ts'

/**
 * Searches all logs of the run for all its secrets: one failed test a log and kind of secret. A run
 * without logs or without secrets fails too, since its search would prove nothing.
 */
export async function logSuite(evidence: { logs: string; secrets: string }): Promise<SuiteResult> {
  const logs = readLogs(evidence.logs)
  const secrets = readSecrets(evidence.secrets)
  const lines = [...logs.values()].reduce((sum, text) => sum + text.split('\n').length - 1, 0)
  const steps = [...logs.values()].reduce((sum, text) => sum + text.split('"step":').length - 1, 0)
  const failures = tellFindings(scanLogs(logs, secrets))
  if (lines === 0) failures.push('no lab wrote a log, so nothing was searched')
  if (steps === 0) failures.push('no lab wrote a debug log, so none was searched')
  if (secrets.length === 0) failures.push('no test noted a secret, so nothing was searched for')
  for (const failure of failures) process.stdout.write(`  FAIL ${failure}\n`)
  if (failures.length > 0) return { passed: 0, failed: failures.length, skipped: 0, failures }
  process.stdout.write(
    `  ok   none of ${secrets.length} secrets is in ${lines} lines of logs, ${steps} of the debug log\n`,
  )
  return { passed: 1, failed: 0, skipped: 0, failures: [] }
}

function tellFindings(findings: Finding[]): string[] {
  const groups = Map.groupBy(
    findings,
    ({ log, kind, by }) => `${log} shows a secret of this run (${kind}, noted by ${by})`,
  )
  return [...groups].map(([told, of]) => {
    const some = of.slice(0, 5).map(({ line }) => line)
    const more = of.length > some.length ? ` and ${of.length - some.length} more` : ''
    return `${told}: line ${some.join(', ')}${more}`
  })
}
