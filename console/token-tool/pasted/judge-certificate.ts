import { sayDuration } from '@oauth-lab/explain/explanation/say-time.ts'
import { utc } from '../../parts/utc.ts'
import { keyWith } from './key-prints.ts'
import type { PublishedKey } from './key-prints.ts'
import type { Certificate } from './read-certificate.ts'
import { judged, told } from './row.ts'
import type { Finding, Row } from './row.ts'
import { wordsOf } from '../key-kinds.ts'

/** What a chain of certificates is judged against. */
export interface AgainstKeys {
  /** Milliseconds since 1970. */
  now: number
  published: readonly PublishedKey[]
}

/** Judges a chain: times by the lab clock, signatures up to its end, whose key it certifies (RFC 5280 §6.1). */
export function judgeCertificates(
  chain: readonly Certificate[],
  { now, published }: AgainstKeys,
): Finding {
  const late = chain.find(({ notAfter }) => notAfter.getTime() < now)
  const early = chain.find(({ notBefore }) => notBefore.getTime() > now)
  const unlinked = chain.findIndex(({ isSigned }, index) => !isSigned && index < chain.length - 1)
  if (unlinked >= 0) {
    return failed(
      'The chain is broken',
      `Certificate ${unlinked + 1} was not signed with the key of certificate ${unlinked + 2}.`,
      ['Order them: each is certified by the one after it (RFC 7517 §4.7).'],
    )
  }
  const lax = chain.findIndex(({ isAuthority }, index) => index > 0 && !isAuthority)
  if (lax > 0) {
    return failed(
      'The chain is broken',
      `Certificate ${lax + 1} may certify nobody: it is none of an authority.`,
      ['Leave it out, or have the key certified by an authority.'],
    )
  }
  if (late !== undefined) {
    const ago = sayDuration((now - late.notAfter.getTime()) / 1000)
    return failed(`It ended ${ago} ago`, `${late.subject} was good until ${utc(late.notAfter)}.`, [
      'Have a new one made for the same key. Then x5t changes, and the key keeps its thumbprint.',
      'Is the clock right? The page judges by the lab clock.',
    ])
  }
  if (early !== undefined) {
    const wait = sayDuration((early.notBefore.getTime() - now) / 1000)
    return failed(
      `It is not good for another ${wait}`,
      `${early.subject} is good from ${utc(early.notBefore)} on.`,
      ['Is the clock right? The page judges by the lab clock.'],
    )
  }
  const ends = Math.min(...chain.map(({ notAfter }) => notAfter.getTime()))
  const [first] = chain
  const owner = keyWith(first!.thumbprint, published)
  return {
    state: 'pass',
    title: `Good for ${sayDuration((ends - now) / 1000)} more`,
    reason: [
      chain.length > 1 ? 'Each is signed by the next.' : aloneWords(first!),
      owner === undefined
        ? 'The issuer publishes no key that it certifies.'
        : `It certifies the key ${owner.key.kid ?? 'without a name'} of the issuer.`,
    ].join(' '),
    todo: [],
  }
}

function aloneWords({ isSigned, issuer }: Certificate): string {
  return isSigned ? 'It signed itself: nobody else vouches for it.' : `${issuer} signed it.`
}

/** What one certificate of a chain says. */
export function rowsOf(
  certificate: Certificate,
  { now, published }: AgainstKeys,
  isLast: boolean,
): Row[] {
  const { subject, issuer, names, serial, notBefore, notAfter, key, thumbprint } = certificate
  const owner = keyWith(thumbprint, published)
  return [
    told('subject', subject, 'Who is certified.', 'RFC 5280 §4.1.2.6'),
    told(
      'names',
      names.join(', ') || 'none',
      'For which hosts and addresses it is good.',
      'RFC 5280 §4.2.1.6',
    ),
    issuerRow(certificate, issuer, isLast),
    judged('from', utc(notBefore), 'The beginning of its life.', [
      notBefore.getTime() <= now,
      notBefore.getTime() <= now ? 'It has begun.' : 'It has not begun.',
      'RFC 5280 §4.1.2.5',
    ]),
    judged('until', utc(notAfter), 'The end of its life.', [
      notAfter.getTime() >= now,
      notAfter.getTime() >= now ? 'It is not over.' : 'It is over.',
      'RFC 5280 §4.1.2.5',
    ]),
    told(
      'certifies',
      certificate.isAuthority ? 'others too' : 'nobody else',
      'Whether it is one of an authority.',
      'RFC 5280 §4.2.1.9',
    ),
    told(
      'key usage',
      certificate.uses.join(', ') || 'not limited',
      'What its key may be used for.',
      'RFC 5280 §4.2.1.3',
    ),
    told('signature', certificate.signature, 'How its issuer signed it.', 'RFC 5280 §4.1.1.2'),
    told('serial', serial, 'Its number at its issuer.', 'RFC 5280 §4.1.2.2'),
    told('x5t', certificate.x5t, 'SHA-1 of the whole certificate.', 'RFC 7515 §4.1.7'),
    told(
      'x5t#S256',
      certificate['x5t#S256'],
      'SHA-256 of the whole certificate.',
      'RFC 7515 §4.1.8',
    ),
    owner === undefined
      ? told(
          'key',
          key === undefined ? 'of a kind that this page cannot read' : wordsOf(key),
          `Thumbprint ${thumbprint ?? 'unknown'}.`,
          'RFC 7638 §3',
        )
      : judged('key', wordsOf(key!), `Thumbprint ${thumbprint}.`, [
          true,
          `It is the key ${owner.key.kid ?? 'without a name'} of the issuer.`,
          'RFC 7638 §3',
        ]),
  ]
}

function issuerRow({ isSigned, isNamed }: Certificate, issuer: string, isLast: boolean): Row {
  const clause = 'RFC 5280 §4.1.2.4'
  const means = 'Who signed it.'
  if (isLast) {
    if (isSigned) return judged('issuer', issuer, means, [true, 'It signed itself.', clause])
    return told('issuer', issuer, means, clause)
  }
  const words = isSigned
    ? isNamed
      ? 'The next of the chain signed it.'
      : 'The next one signed it, and has another name.'
    : 'The next of the chain did not sign it.'
  return judged('issuer', issuer, means, [isSigned && isNamed, words, clause])
}

function failed(title: string, reason: string, todo: readonly string[]): Finding {
  return { state: 'fail', title, reason, todo }
}
