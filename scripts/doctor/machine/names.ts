import { lookup } from 'node:dns/promises'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'

/** Whether the names of a lab lead to this machine. */
export async function examineNames(): Promise<Finding[]> {
  const { ok, note, wrong } = findingsOf('name')
  const [local, webserver] = await Promise.all(
    ['localhost', 'webserver'].map((name) =>
      lookup(name).then(
        ({ address }) => address,
        () => undefined,
      ),
    ),
  )
  const loopback = local === '127.0.0.1' || local === '::1'
  return [
    loopback
      ? ok(`localhost leads to ${local}`)
      : wrong('localhost does not lead to this machine', {
          seen: local ?? 'no address',
          expected: '127.0.0.1',
          fix: './lab hosts localhost --add',
        }),
    webserver === undefined
      ? note('webserver does not resolve; only a lab in containers needs it', {
          fix: './lab hosts --add',
        })
      : ok(`webserver leads to ${webserver}`),
  ]
}
