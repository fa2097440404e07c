import { lookup } from 'node:dns/promises'
import { isCheckout } from '../../lab-file.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'

const { ok, note, wrong } = findingsOf('name')

/** Whether the names of a lab lead to this machine. */
export async function examineNames(): Promise<Finding[]> {
  // Only a checkout has a lab in containers, at `webserver`.
  const names = isCheckout ? ['localhost', 'webserver'] : ['localhost']
  const [local, webserver] = await Promise.all(
    names.map((name) =>
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
    ...(isCheckout ? [examineWebserver(webserver)] : []),
  ]
}

function examineWebserver(address: string | undefined): Finding {
  if (address !== undefined) return ok(`webserver leads to ${address}`)
  return note('webserver does not resolve; only a lab in containers needs it', {
    fix: './lab hosts --add',
  })
}
