import { registeredKeys } from '@oauth-lab/authserver/signatures/key-set.ts'
import {
  readJwt,
  verifies,
  verifySignature,
} from '@oauth-lab/authserver/signatures/verify-signature.ts'
import type { ReadJwt } from '@oauth-lab/authserver/signatures/verify-signature.ts'
import type { Jwt } from '@oauth-lab/explain/exchange/jwt.ts'
import { expected, shown } from '@oauth-lab/kit/check-detail.ts'
import type { Detail } from '@oauth-lab/kit/checks.ts'
import { publicKeyAlgorithms } from '@oauth-lab/kit/public-key.ts'
import type { JWK } from 'jose'
import { hmacAlgorithms } from './key-file.ts'
import { sayDate } from './say-date.ts'

/** What was looked at, and whether it holds; with words where it does not. */
export interface Outcome {
  check: string
  holds: boolean
  detail?: string
}

export interface Expected {
  issuer?: string | undefined
  audience?: string | undefined
  /** Seconds. */
  now: number
}

/**
 * Verifies a JWT and tells each check (RFC 7519 §7.2): those of the signature up to the first that fails, then
 * every claim.
 * @param keys a set, or a shared secret
 */
export async function verify(
  token: Jwt & { text: string },
  keys: readonly JWK[] | Uint8Array,
  wanted: Expected,
): Promise<Outcome[]> {
  return [...(await signatureOutcomes(token, keys)), ...claimOutcomes(token, wanted)]
}

class Failed extends Error {}

async function signatureOutcomes(
  { text, header }: Jwt & { text: string },
  keys: readonly JWK[] | Uint8Array,
): Promise<Outcome[]> {
  /** A step may be asked more than once: the last answer counts. */
  const outcomes = new Map<string, Outcome>()
  const require = (check: string, holds: boolean, detail?: Detail) => {
    const told = typeof detail === 'function' ? () => detail() : () => detail
    outcomes.set(check, { check, holds, ...(!holds && { detail: told()! }) })
    if (!holds) throw new Failed()
  }
  try {
    const jwt = readJwt(text)
    require('header', jwt !== undefined, headerProblem(header))
    if (keys instanceof Uint8Array) await verifyBySecret(jwt!, keys, require)
    else await verifySignature(jwt!, publicKeyAlgorithms, registeredKeys(keys), require)
  } catch (error) {
    if (!(error instanceof Failed)) throw error
  }
  return [...outcomes.values()]
}

function headerProblem(header: Jwt['header']): string {
  if (typeof header['alg'] !== 'string') return 'It names no alg (RFC 7515 §4.1.1).'
  return 'It has crit or b64, which nobody here understands (RFC 7515 §4.1.11).'
}

async function verifyBySecret(
  jwt: ReadJwt,
  secret: Uint8Array,
  require: (check: string, holds: boolean, detail?: Detail) => void,
): Promise<void> {
  const { alg } = jwt.header
  require('algorithm', hmacAlgorithms.includes(alg!), () => expected(hmacAlgorithms, alg))
  require('signature', await verifies(jwt, secret), 'This secret did not sign these data.')
}

function claimOutcomes({ claims }: Jwt, { issuer, audience, now }: Expected): Outcome[] {
  const { iss, aud, exp, nbf } = claims
  return [
    ...(issuer === undefined ? [] : [outcome('issuer', iss === issuer, expected(issuer, iss))]),
    ...(audience === undefined
      ? []
      : [outcome('audience', [aud].flat().includes(audience), expected(audience, aud))]),
    dateOutcome(
      'not-expired',
      exp,
      exp === undefined || Number(exp) > now,
      () => `It ended ${sayDate(exp as number, now)}.`,
    ),
    dateOutcome(
      'not-before',
      nbf,
      nbf === undefined || Number(nbf) <= now,
      () => `It begins ${sayDate(nbf as number, now)}.`,
    ),
  ]
}

/** On time, without leeway: at `exp` a token has ended (RFC 7519 §4.1.4), at `nbf` it has begun (§4.1.5). */
function dateOutcome(check: string, date: unknown, holds: boolean, words: () => string): Outcome {
  if (date === undefined || typeof date === 'number') {
    return { check, holds, ...(!holds && { detail: words() }) }
  }
  return { check, holds: false, detail: `${shown(date)} is no number of seconds (RFC 7519 §2).` }
}

function outcome(check: string, holds: boolean, detail: string): Outcome {
  return { check, holds, ...(!holds && { detail }) }
}
