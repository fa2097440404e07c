import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { isLoopback } from '@oauth-lab/kit/loopback.ts'
import { readCertificate } from '@oauth-lab/kit/certificates.ts'
import type { Examination, Probe } from '../examination.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'

const { ok, note, wrong, unknown } = findingsOf('certificate')
const day = 24 * 3600_000
const soon = 7 * day

/** Names, dates and chain of the certificate that the server shows. */
export const examineCertificate: Probe = (examination) => {
  const { connection, root } = examination.observation
  const unread =
    root?.error === undefined
      ? []
      : [
          wrong('the root certificate cannot be read here', {
            seen: `${root.path || 'LAB_ROOT_CERTIFICATE is not set'} (${root.error})`,
            expected: 'the lab’s root certificate, PEM',
            fix: examination.remedies.trust(),
          }),
        ]
  const found = [...dates(examination), ...names(examination)]
  switch (connection.state) {
    case 'plain':
      if (leadsHere(examination)) {
        return [note('without TLS, which is good enough on this machine only')]
      }
      return [
        wrong('the server is reached without TLS', {
          seen: 'http',
          expected: 'https (RFC 8414 section 2)',
          fix: 'put a TLS web server before the server, and name it in the issuer',
        }),
      ]
    case 'untrusted':
      return [
        ...unread,
        ...found,
        ...(unread.length > 0 ? [] : chainFinding(examination, connection.code, found)),
      ]
    case 'secure':
      return found.length > 0 ? found : [describe(examination)]
    default:
      return [...unread, unknown('not examined: there was no TLS connection')]
  }
}

function leafOf({ observation: { connection } }: Examination): X509Certificate | undefined {
  const first = 'chain' in connection ? connection.chain[0] : undefined
  return first === undefined ? undefined : new X509Certificate(first)
}

function dates(examination: Examination): Finding[] {
  const leaf = leafOf(examination)
  if (leaf === undefined) return []
  const { now, remedies, observation } = examination
  const [begins, ends] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)]
  if (now > ends) {
    return [
      wrong('the certificate has ended', {
        seen: `it ended ${iso(ends)}`,
        expected: `one that is good now, ${iso(now)}`,
        fix: remedies.renew(observation.host),
      }),
    ]
  }
  if (now < begins) {
    return [
      wrong('the certificate is not good yet', {
        seen: `it begins ${iso(begins)}`,
        expected: `one that is good now, ${iso(now)}`,
        fix: remedies.clock(),
      }),
    ]
  }
  if (ends - now > soon) return []
  return [
    note(`the certificate ends soon, ${iso(ends)}`, { fix: remedies.renew(observation.host) }),
  ]
}

function names(examination: Examination): Finding[] {
  const leaf = leafOf(examination)
  const { host } = examination.observation
  const fits = isIP(host) === 0 ? leaf?.checkHost(host) : leaf?.checkIP(host)
  if (leaf === undefined || fits !== undefined) return []
  return [
    wrong(`the certificate is not for ${host}`, {
      seen: `names: ${readCertificate(leaf.toString()).names.join(', ') || 'none'}`,
      expected: host,
      fix: examination.remedies.renew(host),
    }),
  ]
}

function chainFinding(examination: Examination, code: string, others: Finding[]): Finding[] {
  // OpenSSL tells its first reason only, so a date or a name says nothing of the chain.
  const known = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_TLS_CERT_ALTNAME_INVALID']
  if (others.some(({ state }) => state === 'wrong') && known.includes(code)) return []
  const { authority, remedies, service } = examination
  const leaf = leafOf(examination)
  const signer = leaf === undefined ? 'an unknown signer' : nameOf(leaf.issuer)
  const place = service === undefined ? 'here' : `in ${service}`
  const { root } = examination.observation
  const trusted = root === undefined ? authority : `the root that it trusts, ${root.path}`
  return [
    wrong(`the certificate’s authority is not trusted ${place}`, {
      seen: `signed by ${signer} (${code})`,
      expected: `signed by ${trusted}`,
      fix: remedies.trust(),
    }),
  ]
}

function describe(examination: Examination): Finding {
  const leaf = leafOf(examination)!
  const { names } = readCertificate(leaf.toString())
  const shown = names.length > 4 ? [...names.slice(0, 4), '…'] : names
  const ends = leaf.validTo && iso(Date.parse(leaf.validTo)).slice(0, 10)
  return ok(`for ${shown.join(', ')}, by ${nameOf(leaf.issuer)}, until ${ends}`)
}

function leadsHere({ observation: { host, name } }: Examination): boolean {
  const addresses = isIP(host) === 0 ? name.addresses : [host]
  return addresses.every(isLoopback)
}

/** The common name, or what there is. */
function nameOf(issuer: string): string {
  return /^CN=(.*)$/m.exec(issuer)?.[1] ?? issuer.replaceAll('\n', ', ')
}

function iso(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
