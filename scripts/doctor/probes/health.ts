import { roles } from '@oauth-lab/webserver/routes.ts'
import type { Probe } from '../examination.ts'
import { isConnected } from '../examination.ts'
import { findingsOf } from '../finding.ts'

const { ok, wrong, unknown } = findingsOf('health')

/** Whether each role answers by itself. */
export const examineHealth: Probe = (examination) => {
  if (!isConnected(examination)) return [unknown('not examined: there was no connection')]
  const { answers } = examination.observation
  const health = roles.flatMap((role) => {
    const answer = answers[`health ${role}`]
    return answer === undefined ? [] : [{ role, answer }]
  })
  const external: string[] = examination.lab?.state?.roles.external ?? []
  // An external program need not have a health page: any answer of its own is one.
  const down = health.filter(({ role, answer }) =>
    external.includes(role) ? (answer.status ?? 500) >= 500 : answer.status !== 200,
  )
  const names = health.map(({ role }) => (external.includes(role) ? `${role} (external)` : role))
  if (down.length === 0) return [ok(`${names.join(', ')} answer`)]
  return down.map(({ role, answer }) =>
    wrong(`the ${role} does not answer`, {
      seen: `${answer.url}: ${answer.error ?? `status ${answer.status}`}`,
      expected: 'status 200',
      fix: examination.remedies.role(role, answer.status === 502 || answer.status === 504),
    }),
  )
}
