import type { JWK } from 'jose'
import { sayDuration } from '@oauth-lab/explain/explanation/say-time.ts'
import { Broken } from './broken.ts'
import type { Compared } from './broken.ts'
import { findKeys } from './find-keys.ts'
import { readToken } from './read-token.ts'
import type { Token } from './read-token.ts'
import { requireCertificate } from './thumbprint.ts'
import { verifySignature } from './verify-signature.ts'
import { utc } from '../parts/utc.ts'
import { said } from './said.ts'

/** What a token is judged against. */
export interface Against {
  /** Undefined where nobody says whose keys they are: then no issuer is compared. */
  issuer: string | undefined
  /** The issuer's published keys. */
  keys: readonly JWK[]
  /** By which name the reader is meant in `aud`. */
  audience: string
  /** Milliseconds since 1970. */
  now: number
}

/** What was found out, up to the first check that does not hold. */
export interface Verdict {
  token?: Token
  /** The key that the token names, or that signed it. */
  key?: JWK
  broken?: Broken
}

/** Judges a signed JWT: form, key, certificate, signature, times, audience. Nothing is sent. */
export async function judgeToken(text: string, against: Against): Promise<Verdict> {
  const verdict: Verdict = {}
  try {
    const token = readToken(text)
    verdict.token = token
    const keys = await findKeys(token, against.keys)
    if (keys.length === 1) verdict.key = keys[0]!
    for (const key of keys) await requireCertificate(token, key)
    verdict.key = await verifySignature(token, keys, against.keys)
    requireTimes(token, against.now)
    requireReader(token, against)
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    verdict.broken = error
  }
  return verdict
}

/** RFC 7519 §4.1.4 to §4.1.6, without any leeway. @throws Broken */
function requireTimes({ claims }: Token, now: number): void {
  const { exp, nbf, iat } = claims
  const at = now / 1000
  for (const name of ['exp', 'nbf', 'iat'] as const) {
    if (claims[name] === undefined || Number.isFinite(claims[name])) continue
    throw times(`${name} is no time`, name, 'It must be a number, seconds since 1970.', {})
  }
  const lab = { 'Lab clock': at }
  if (typeof exp === 'number' && exp <= at) {
    const title = `Genuine, and expired ${sayDuration(at - exp)} ago`
    const reason = `The signature is right. The token was good until ${timeOf(exp)}.`
    throw times(title, 'exp', reason, { exp, ...lab }, 'Refresh it, or sign in again.')
  }
  if (typeof nbf === 'number' && nbf > at) {
    const title = `Genuine, and not good for another ${sayDuration(nbf - at)}`
    throw times(title, 'nbf', `The token is good from ${timeOf(nbf)} on.`, { nbf, ...lab })
  }
  if (typeof iat === 'number' && iat > at) {
    const title = `Genuine, and issued ${sayDuration(iat - at)} from now`
    throw times(title, 'iat', 'The clock of the issuer is ahead of this one.', { iat, ...lab })
  }
}

const clauses = { exp: 'RFC 7519 §4.1.4', nbf: 'RFC 7519 §4.1.5', iat: 'RFC 7519 §4.1.6' } as const

function times(
  title: string,
  member: keyof typeof clauses,
  reason: string,
  moments: Record<string, number>,
  first?: string,
): Broken {
  return new Broken(title, {
    stage: 'Times',
    kind: 'times',
    member,
    reason,
    clause: clauses[member],
    compared: Object.entries(moments).map(([name, value]) => ({
      name,
      value: name === member ? `${value}, ${timeOf(value)}` : timeOf(value),
      holds: name !== member,
    })),
    todo: [
      ...(first === undefined ? [] : [first]),
      'Is the clock right? The page judges by the lab clock.',
    ],
  })
}

/** The token is from this issuer and for this reader (RFC 9068 §4, OpenID Connect Core §3.1.3.7). @throws Broken */
function requireReader({ claims }: Token, { issuer, audience }: Against): void {
  if (issuer !== undefined && claims['iss'] !== issuer) {
    throw reader('Signed, and from another issuer', 'issuer', 'iss', claims['iss'], issuer, [
      'Compare character by character: a slash at the end counts.',
    ])
  }
  const { aud } = claims
  if (aud !== audience && !(Array.isArray(aud) && aud.includes(audience))) {
    throw reader('Genuine, and for somebody else', 'audience', 'aud', aud, audience, [
      'Is it the right token? An access token is for the resource server, an ID token for the client.',
      'Ask for a token with this audience: the parameter resource names it (RFC 8707 §2).',
    ])
  }
}

function reader(
  title: string,
  kind: 'issuer' | 'audience',
  member: string,
  named: unknown,
  expected: string,
  todo: readonly string[],
): Broken {
  const compared: Compared[] = [
    { name: member, value: said(named), holds: false },
    { name: kind === 'issuer' ? 'Chosen issuer' : 'Reader', value: expected, holds: true },
  ]
  const reason = `${member} does not name the ${kind === 'issuer' ? 'issuer' : 'reader'} that was chosen.`
  const clause = member === 'iss' ? 'RFC 7519 §4.1.1' : 'RFC 7519 §4.1.3'
  return new Broken(title, { stage: 'Audience', kind, member, reason, clause, compared, todo })
}

/** A time of a token in words: "2026-03-14 10:21:34 UTC". */
export function timeOf(seconds: number): string {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return 'no date'
  return utc(date)
}
