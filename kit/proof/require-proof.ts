import { hash } from 'node:crypto'
import { calculateJwkThumbprint, compactVerify, decodeJwt, decodeProtectedHeader } from 'jose'
import type { JWK, JWTPayload } from 'jose'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { dateBesideClock, expected, shown } from '../check-detail.ts'
import { createCheck, createRequireThat } from '../checks.ts'
import type { Checked, RequireThat } from '../checks.ts'
import { timesSaid } from '../http/times-said.ts'
import { publicKeyAlgorithms, publicKeyProblem, unfitFor } from '../public-key.ts'
import type { Sandbox } from '../sandbox.ts'
import { proofChecks } from './checks.ts'
import { noncesOf } from './nonces.ts'
import type { NonceDatabase } from './nonces.ts'
import { redeemJti } from './redeem-jti.ts'
import type { JtiDatabase } from './redeem-jti.ts'

/** The algorithms that may sign a proof (RFC 9449 §5.1). */
export const proofAlgorithms: readonly string[] = publicKeyAlgorithms

/** Seconds for which a proof is good from its `iat`, and by which its maker's clock may be ahead (RFC 9449 §11.1). */
const lifetime = 60
const skew = 10

const check = createCheck(proofChecks)
const requireThat: RequireThat<typeof proofChecks> = createRequireThat(proofChecks)

export type ProofDatabase = JtiDatabase & NonceDatabase

/** A request that carries a proof, and by what it is judged. */
export interface ProvenRequest extends Checked {
  db: ProofDatabase
  request: FastifyRequest
  reply: FastifyReply
  sandbox: Sandbox
  /** Those of {@link proofAlgorithms} that may sign it. */
  algorithms: readonly string[]
  /** Whether each proof must hold a nonce of this server. */
  nonces: boolean
}

/** Whether a request carries a proof, good or not. */
export function hasProof({ headers }: FastifyRequest): boolean {
  return headers['dpop'] !== undefined
}

/**
 * Requires the proof of a request, which came once (RFC 9449 §4.3).
 * @param token the access token that came with it
 * @returns the thumbprint of the key that made it; undefined where a policy lets a missing proof pass
 * @throws Refusal (invalid_dpop_proof, use_dpop_nonce)
 */
export async function requireProof(
  proven: ProvenRequest,
  token?: string,
): Promise<string | undefined> {
  const { request, db, sandbox } = proven
  const text = request.headers['dpop']
  if (!check(proven, 'dpop.present', text !== undefined)) return undefined
  const times = timesSaid(request.raw, 'dpop')
  requireThat(proven, 'dpop.one', times <= 1, () => `It came ${times} times.`)
  const proof = read(String(text))
  requireThat(proven, 'dpop.form', proof)
  const { header, claims } = proof
  const { typ, alg } = header
  requireThat(proven, 'dpop.type', typ === 'dpop+jwt', () => expected('dpop+jwt', typ))
  const { algorithms } = proven
  requireThat(proven, 'dpop.algorithm', algorithms.includes(alg), () => expected(algorithms, alg))
  const jwk = requireKey(proven, header)
  requireThat(proven, 'dpop.signature', await signs(jwk, alg, String(text)))
  const { jti, iat } = requireClaims(proven, claims)
  if (proven.nonces) await requireNonce(proven, claims)
  requireFresh(proven, iat)
  if (token !== undefined) requireToken(proven, claims, token)
  const jkt = await calculateJwkThumbprint(jwk)
  const isFirst = await redeemJti({ db, sandbox }, 'DPoP proof', jkt, jti, iat + lifetime)
  check(proven, 'dpop.unused', isFirst)
  return jkt
}

interface ReadProof {
  header: { typ?: unknown; alg: string; jwk?: unknown }
  claims: JWTPayload
}

/** The JWT of a header (RFC 7519 §7.2); undefined where it is none, or wants what nobody here understands. */
function read(text: string): ReadProof | undefined {
  try {
    const header = decodeProtectedHeader(text)
    if ('crit' in header || 'b64' in header || typeof header.alg !== 'string') return undefined
    return { header: header as ReadProof['header'], claims: decodeJwt(text) }
  } catch {
    return undefined
  }
}

function requireKey(proven: ProvenRequest, { alg, jwk }: ReadProof['header']): JWK {
  const isObject = typeof jwk === 'object' && jwk !== null
  // What may be private is shown to nobody.
  const problem = isObject ? (unfitFor(jwk, alg) ?? publicKeyProblem(jwk)) : 'there is none'
  requireThat(proven, 'dpop.key', problem === undefined, () => `Of the jwk: ${problem}.`)
  return jwk as JWK
}

async function signs(jwk: JWK, alg: string, text: string): Promise<boolean> {
  try {
    await compactVerify(text, jwk, { algorithms: [alg] })
    return true
  } catch {
    return false
  }
}

function requireClaims(proven: ProvenRequest, claims: JWTPayload): { jti: string; iat: number } {
  const { jti, htm, htu, iat } = claims
  const isThere = {
    jti: typeof jti === 'string' && jti !== '',
    htm: typeof htm === 'string',
    htu: typeof htu === 'string',
    iat: typeof iat === 'number' && Number.isFinite(iat),
  }
  const missing = Object.entries(isThere).flatMap(([name, there]) => (there ? [] : name))
  requireThat(proven, 'dpop.claims', missing.length === 0, () => `Missing: ${missing.join(', ')}.`)
  const { method } = proven.request
  check(proven, 'dpop.method', htm === method, () => expected(method, htm))
  const address = addressOf(proven)
  check(proven, 'dpop.address', normal(String(htu)) === normal(address), () =>
    expected(address, htu),
  )
  return { jti: jti!, iat: iat! }
}

/** The address at which a request came, without its query: at the lab's origin, or where certificates are shown. */
function addressOf({ request, sandbox }: ProvenRequest): string {
  const { base, mtlsOrigin, prefix } = sandbox
  const isMtls = mtlsOrigin !== undefined && request.host === new URL(mtlsOrigin).host
  return (isMtls ? mtlsOrigin + prefix : base) + request.url.split('?', 1)[0]!
}

/** An address as syntax and scheme leave it (RFC 3986 §6.2.2, §6.2.3), without query and fragment. */
function normal(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  url.search = ''
  url.hash = ''
  return url.href.replaceAll(/%[\dA-Fa-f]{2}/g, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16))
    return /[\w.~-]/.test(character) ? character : code.toUpperCase()
  })
}

async function requireNonce(proven: ProvenRequest, { nonce }: JWTPayload): Promise<void> {
  const { db, sandbox, reply } = proven
  const { current, former } = await noncesOf(db, sandbox)
  // Who has an older one is told the next (RFC 9449 §8.2).
  if (nonce !== current) reply.header('dpop-nonce', current)
  const isGiven = nonce !== undefined && (nonce === current || nonce === former)
  check(proven, 'dpop.nonce', isGiven, () =>
    nonce === undefined ? 'It holds none.' : 'It holds another one.',
  )
}

function requireFresh(proven: ProvenRequest, iat: number): void {
  const { clock } = proven.sandbox
  const age = clock.seconds() - iat
  check(proven, 'dpop.fresh', age <= lifetime && age >= -skew, () =>
    dateBesideClock('It was made', iat, clock),
  )
}

function requireToken(proven: ProvenRequest, { ath }: JWTPayload, token: string): void {
  const wanted = hash('sha256', token, 'base64url')
  check(proven, 'dpop.token-hash', ath === wanted, () =>
    ath === undefined ? 'There is no ath.' : `It is ${shown(ath)}.`,
  )
}
