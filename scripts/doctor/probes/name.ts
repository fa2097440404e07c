import { isIP } from 'node:net'
import { isLoopback } from '@oauth-lab/kit/loopback.ts'
import type { Probe } from '../examination.ts'
import { findingsOf } from '../finding.ts'

const { ok, note, wrong } = findingsOf('name')

/** Whether the issuer's host leads to where the server is. */
export const examineName: Probe = ({ observation, lab, remedies, service }) => {
  const { host, name } = observation
  if (isIP(host) !== 0) return [ok(`${host} is an address, no name has to be resolved`)]
  const list = name.addresses.join(', ')
  const expected = service === undefined ? lab && (lab.address ?? '127.0.0.1') : undefined
  if (name.addresses.length === 0) {
    return [
      wrong(`${host} does not resolve`, {
        seen: `no address (${name.error})`,
        expected: expected === undefined ? 'the address of the server' : `${expected} ${host}`,
        fix: remedies.resolve(host, expected ?? 'ADDRESS', service),
      }),
    ]
  }
  // A lab of this machine listens on both loopback addresses.
  const isHere = lab?.address === undefined && name.addresses.every(isLoopback)
  if (expected === undefined || name.addresses.includes(expected) || isHere) {
    return [ok(`${host} leads to ${list}`)]
  }
  if (name.addresses.every(isLoopback) && isLoopback(expected)) {
    return [note(`${host} leads to ${list}, the lab is at ${expected}`)]
  }
  return [
    wrong(`${host} leads elsewhere`, {
      seen: list,
      expected,
      fix: remedies.resolve(host, expected),
    }),
  ]
}
