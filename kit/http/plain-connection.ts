import type { Catalogue, CheckRecord } from '../check-definition.ts'

/**
 * Whether a lab speaks plain HTTP. It does so on loopback alone, and only when it was asked to; every
 * exchange says so.
 */
export function isPlain({ origin }: { origin: string }): boolean {
  return origin.startsWith('http:')
}

/** What every role holds its connections to. The web server keeps it, so it never fails. */
export const connectionChecks = {
  'connection.tls': {
    clause: 'RFC 6749 §3.1; RFC 6749 §3.2; RFC 6750 §5.3',
    held: 'The connection is protected by TLS.',
    broken: 'The connection is not protected by TLS.',
    error: 'invalid_request',
  },
} as const satisfies Catalogue

const { clause, broken } = connectionChecks['connection.tls']

/** What each exchange of a lab without TLS is told to lack. */
export const plainConnection: CheckRecord = Object.freeze({
  id: 'connection.tls',
  outcome: 'waived',
  clause,
  says: broken,
  detail: 'The lab was started without TLS (tls: false, --http).',
})
