import type { Probe } from '../examination.ts'
import { findingsOf } from '../finding.ts'

const { ok, wrong, unknown } = findingsOf('port')

/** Whether something listens, and whether it speaks TLS. */
export const examinePort: Probe = ({ issuer, observation, lab, remedies }) => {
  const { host, port, connection, name } = observation
  const unresolved = name.addresses.length === 0 && lab?.address === undefined
  switch (connection.state) {
    case 'closed':
      if (unresolved) return [unknown(`not examined: ${host} does not resolve`)]
      return [
        wrong(`nothing answers on port ${port}`, {
          seen: explain(connection.code),
          expected: `a server on ${host}:${port}`,
          // Where it looks for another server than the one that is examined, nothing has to be started.
          fix: observation.issuer === issuer ? remedies.start(port) : remedies.issuer(issuer),
        }),
      ]
    case 'no-tls':
      return [
        wrong(`port ${port} is taken by something that does not speak HTTPS`, {
          seen: `a connection without a TLS handshake (${connection.code})`,
          expected: `HTTPS on ${host}:${port}`,
          fix: remedies.freePort(port),
        }),
      ]
    case 'plain':
      return [ok(`port ${port} is open, without TLS`)]
    default:
      return [ok(`port ${port} is open and speaks TLS`)]
  }
}

function explain(code: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'the connection was refused'
    case 'ETIMEDOUT':
      return 'no answer in time'
    default:
      return `no connection (${code})`
  }
}
