import { isIP } from 'node:net'
import { metadataOf } from '../examination.ts'
import type { Examination, Probe } from '../examination.ts'
import { findingsOf } from '../finding.ts'
import type { Finding } from '../finding.ts'

const { ok, note, wrong, unknown } = findingsOf('forwarded')

/**
 * Whether the server knows how it is reached from outside. Behind a proxy that doesn't say so, or
 * that it doesn't believe, its addresses have `http` or its inner name.
 */
export const examineForwarded: Probe = (examination) => {
  const addresses = addressesOf(examination)
  if (addresses.length === 0) return [unknown('not examined: the server named no address')]
  const { issuer, remedies, lab } = examination
  const { protocol, host } = new URL(issuer)
  const plain = addresses.filter(([, url]) => url.protocol === 'http:' && protocol === 'https:')
  // A server that calls itself by another name is told by the issuer.
  const announced = URL.parse(String(metadataOf(examination)?.['issuer']))?.host
  const elsewhere = addresses.filter(
    ([, url]) =>
      url.host !== host && url.host !== announced && !plain.some(([, one]) => one === url),
  )
  const inner = elsewhere.filter(([, url]) => lab !== undefined || isInner(url.hostname))
  const findings: Finding[] = []
  if (plain.length > 0) {
    findings.push(
      wrong('the server believes that it is reached by http', {
        seen: list(plain),
        expected: `addresses that begin with ${protocol}//${host}`,
        fix: remedies.forwarded(),
      }),
    )
  }
  if (inner.length > 0) {
    findings.push(
      wrong('the server names addresses of another host', {
        seen: list(inner),
        expected: `addresses that begin with ${protocol}//${host}`,
        fix: 'have the proxy set X-Forwarded-Host, and the server trust its proxy',
      }),
    )
  } else if (elsewhere.length > 0) {
    findings.push(note('some endpoints are on other hosts', { seen: list(elsewhere) }))
  }
  return findings.length > 0
    ? findings
    : [ok(`${addresses.length} addresses begin with ${protocol}//${announced ?? host}`)]
}

type Named = [name: string, url: URL]

/** Endpoints of the metadata, and where the server's answers send a browser. */
function addressesOf(examination: Examination): Named[] {
  const { answers } = examination.observation
  const endpoints = Object.entries(metadataOf(examination) ?? {}).filter(
    ([name]) => name === 'jwks_uri' || name.endsWith('_endpoint'),
  )
  const redirects = ['authorization', 'client', 'sign-in'].map((name) => [
    `redirect of ${name}`,
    answers[name]?.headers['location'],
  ])
  return [...endpoints, ...redirects].flatMap(([name, value]): Named[] => {
    const url = typeof value === 'string' ? URL.parse(value) : null
    return url === null || !url.protocol.startsWith('http') ? [] : [[String(name), url]]
  })
}

/** Whether a host can't be meant for the public: without a dot, loopback or private. */
function isInner(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '')
  if (isIP(name) === 0) return !name.includes('.')
  return /^(10|127|192\.168|172\.(1[6-9]|2\d|3[01]))\.|^(::1$|f[cd])/.test(name)
}

function list(all: Named[]): string {
  const shown = all.slice(0, 3).map(([name, url]) => `${name} ${url.origin}${url.pathname}`)
  return `${shown.join(', ')}${all.length > 3 ? ` and ${all.length - 3} more` : ''}`
}
