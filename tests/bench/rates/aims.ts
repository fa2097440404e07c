import { median } from '../load/statistics.ts'
import { finding } from '../report/aims.ts'
import type { Finding } from '../report/aims.ts'
import { count } from '../report/print.ts'
import type { Row } from './row.ts'
import { names, storedName } from './subjects.ts'

/** The connections at which servers are compared. */
const usual = 16
const es256 = 'client-credentials ES256'
const rs256 = 'client-credentials RS256'

/** What issue's aims for rates were met. Runs that followed each other are compared, and the median counts. */
export function findingsOf(rows: Row[]): Finding[] {
  const find = (scenario: string, subject: string, connections = usual) =>
    rows.find(
      (row) =>
        row.scenario === scenario && row.subject === subject && row.connections === connections,
    )
  const compare = (aim: string, least: number, one: Row | undefined, other: Row | undefined) => {
    if (one === undefined || other === undefined) return finding(aim, undefined, false)
    const ratio = ratioOf(one, other)
    const found = `${percent(ratio)} (${count(one.rate.median)} and ${count(other.rate.median)} a second)`
    return finding(aim, found, ratio >= least)
  }
  const provider = find(es256, names.provider)
  const memory = find(es256, names.memory)
  return [
    compare(
      'ES256 tokens, stored in memory, at least 130 % of oidc-provider',
      1.3,
      memory,
      provider,
    ),
    compare(
      'ES256 tokens, each durable before its answer, at least 100 % of oidc-provider',
      1,
      find(es256, names.durable),
      provider,
    ),
    compare(
      'RS256 tokens at least 75 % of the bare signing rate, load generator included',
      0.75,
      find(rs256, names.memory),
      find(rs256, 'bare signing, node:crypto'),
    ),
    compare(
      'with full recording at least 90 % of the rate without',
      0.9,
      find('recording', 'whole exchanges'),
      find('recording', 'recording off'),
    ),
    aheadOfPeers(rows),
    compare(
      'rate with 1,000,000 stored tokens at least 90 % of that with none',
      0.9,
      find(es256, storedName(1_000_000)),
      find(es256, names.durable),
    ),
    compare(
      'through the TLS gateway, recording included, more than 65 % of the app alone',
      0.65,
      find(es256, names.gateway),
      memory,
    ),
  ]
}

function aheadOfPeers(rows: Row[]): Finding {
  const aim = 'ahead of both peers in every other row'
  const peers: string[] = [names.provider, names.mock]
  const pairs = rows.flatMap((row) => {
    if (!peers.includes(row.subject)) return []
    const own = rows.find(
      ({ scenario, connections, subject }) =>
        subject === names.memory && scenario === row.scenario && connections === row.connections,
    )
    return own === undefined ? [] : [{ row, ratio: ratioOf(own, row) }]
  })
  if (pairs.length === 0) return finding(aim, undefined, false)
  const behind = pairs.filter(({ ratio }) => ratio < 1)
  const told = behind.map(
    ({ row, ratio }) =>
      `${row.scenario} at ${row.connections}: ${percent(ratio)} of ${row.subject}`,
  )
  const found = `${pairs.length - behind.length} of ${pairs.length}`
  return finding(aim, [found, ...told].join('; '), behind.length === 0)
}

/** The median of the ratios of runs that followed each other. */
function ratioOf(one: Row, other: Row): number {
  return median(one.rates.map((rate, run) => rate / other.rates[run]!))
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 100)} %`
}
