import { expected, shown, shownList } from '@oauth-lab/kit/check-detail.ts'
import type { Detail } from '@oauth-lab/kit/checks.ts'
import { PeerError } from '@oauth-lab/kit/peer-error.ts'
import { compactVerify, decodeJwt, decodeProtectedHeader } from 'jose'
import type { JWK, ProtectedHeaderParameters } from 'jose'
import type { PublicKeys } from './key-set.ts'
import {
  certificateProblem,
  thumbprintNames,
  thumbprintOf,
  unfitFor,
} from '@oauth-lab/kit/public-key.ts'

/** A JWT whose signature is still to be verified. */
export interface ReadJwt {
  text: string
  header: ProtectedHeaderParameters
  claims: Record<string, unknown>
}

/** What a signature must pass, in this order; each is a check of the caller. */
export type SignatureStep =
  | 'algorithm'
  | 'key-set'
  | 'key-found'
  | 'thumbprint'
  | 'certificate'
  | 'key-kind'
  | 'signature'

/** Records a step, and refuses where it does not hold. */
export type RequireStep = (step: SignatureStep, holds: boolean, detail?: Detail) => void

/** The JWT of a text (RFC 7519 §7.2); undefined where it is none, or wants what nobody here understands. */
export function readJwt(text: string): ReadJwt | undefined {
  try {
    const header = decodeProtectedHeader(text)
    if ('crit' in header || 'b64' in header || typeof header.alg !== 'string') return undefined
    return { text, header, claims: decodeJwt(text) }
  } catch {
    return undefined
  }
}

/** Whether a JWT says nothing of what it is, or one of these (RFC 8725 §3.11). */
export function isOfTyp({ header }: ReadJwt, typs: readonly string[]): boolean {
  const { typ } = header as { typ?: unknown }
  if (typ === undefined || typeof typ !== 'string') return typ === undefined
  // With `application/` before it or without is the same (RFC 7515 §4.1.9).
  return typs.includes(typ.toLowerCase().replace(/^application\//, ''))
}

/**
 * Verifies a signature by the public keys of its sender, and says which step it fails.
 * @param algorithms those that may sign it: of {@link publicKeyAlgorithms}
 */
export async function verifySignature(
  jwt: ReadJwt,
  algorithms: readonly string[],
  keys: PublicKeys,
  require: RequireStep,
): Promise<void> {
  const { alg } = jwt.header
  require('algorithm', algorithms.includes(alg!), () => expected(algorithms, alg))
  const { key, others } = await findKey(jwt, keys, require)
  const problem = certificateProblem(key)
  require('certificate', problem === undefined, () => `Of key ${nameOf(key)} ${problem}.`)
  const unfit = unfitFor(key, alg!)
  require('key-kind', unfit === undefined, () => `Of key ${nameOf(key)}: ${unfit}.`)
  if (await verifies(jwt, key)) return require('signature', true)
  const maker = await findMaker(jwt, others)
  require('signature', false, maker === undefined
    ? `Key ${nameOf(key)} did not sign these data, nor did another key of the sender.`
    : `Key ${nameOf(maker)} signed them, and the header names ${nameOf(key)}.`)
}

/** The one key that the header means (RFC 7515 §6); a set that lacks it is fetched again. */
async function findKey({ header }: ReadJwt, keys: PublicKeys, require: RequireStep) {
  const set = await setOf(keys.current, require)
  const known = namedBy(header, set)
  const all = known.length > 0 ? set : await setOf(keys.newer, require)
  require('key-set', true)
  const named = known.length > 0 ? known : namedBy(header, all)
  const hint = hintOf(header)
  const thumbs = hint && all.flatMap((key) => thumbprintOf(key, hint) ?? [])
  const missed = named.length === 0 && header.kid === undefined && thumbs?.length
  if (missed) require('thumbprint', false, () => expected(thumbs, header[hint!]))
  const fitting = named.filter((key) => unfitFor(key, header.alg!) === undefined)
  const [key] = fitting.length > 0 ? fitting : named
  const isOne = key !== undefined && fitting.length <= 1
  require('key-found', isOne, () =>
    named.length === 0
      ? `The header names ${namesOf(header)}; the sender has ${shownList(all.map(nameOf), ', ')}.`
      : `${fitting.length} keys would do, and the header names none of them alone.`)
  const found = key!
  const prints = thumbprintNames.filter((name) => header[name] !== undefined)
  const other = prints.find((name) => thumbprintOf(found, name) !== header[name])
  require('thumbprint', other === undefined, () =>
    expected(thumbprintOf(found, other!) ?? 'no certificate', header[other!]))
  return { key: found, others: all.filter((one) => one !== found) }
}

function hintOf(header: ProtectedHeaderParameters) {
  return thumbprintNames.findLast((name) => header[name] !== undefined)
}

async function setOf(ask: PublicKeys['current'], require: RequireStep): Promise<readonly JWK[]> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof PeerError)) throw error
    require('key-set', false, error.message)
    throw error
  }
}

/** The keys that a header may mean: by `kid`, else by the certificate's thumbprint, else by the algorithm. */
function namedBy(header: ProtectedHeaderParameters, keys: readonly JWK[]): JWK[] {
  if (header.kid !== undefined) return keys.filter(({ kid }) => kid === header.kid)
  const hint = hintOf(header)
  if (hint !== undefined) return keys.filter((key) => thumbprintOf(key, hint) === header[hint])
  const fitting = keys.filter((key) => unfitFor(key, header.alg!) === undefined)
  // What is of another kind is told as such.
  return fitting.length > 0 ? fitting : keys.slice(0, 1)
}

async function findMaker(jwt: ReadJwt, keys: readonly JWK[]): Promise<JWK | undefined> {
  for (const key of keys) {
    if (unfitFor(key, jwt.header.alg!) === undefined && (await verifies(jwt, key))) return key
  }
  return undefined
}

/** Whether a key signed a JWT by the algorithm that the header names. */
export async function verifies({ text, header }: ReadJwt, key: JWK | Uint8Array): Promise<boolean> {
  try {
    await compactVerify(text, key, { algorithms: [header.alg!] })
    return true
  } catch {
    return false
  }
}

function namesOf(header: ProtectedHeaderParameters): string {
  const hint = hintOf(header)
  const told = [
    ...(header.kid === undefined ? [] : [`kid ${shown(header.kid)}`]),
    ...(hint === undefined ? [] : [`${hint} ${shown(header[hint])}`]),
  ]
  return told.length === 0 ? 'no key' : told.join(' and ')
}

function nameOf(key: JWK): string {
  return shown(key.kid ?? (key.x5c && thumbprintOf(key, 'x5t#S256')) ?? key.kty)
}
