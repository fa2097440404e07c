import { createPublicKey } from 'node:crypto'
import type { webcrypto } from 'node:crypto'
import { documentIn, metadataOf } from '../examination.ts'
import type { Probe } from '../examination.ts'
import { findingsOf } from '../finding.ts'

const { ok, note, wrong, unknown } = findingsOf('jwks')

type Jwk = webcrypto.JsonWebKey & { kid?: unknown }

/** Whether the published keys can be used, and fit the algorithms that the server announces. */
export const examineJwks: Probe = (examination) => {
  const metadata = metadataOf(examination)
  if (metadata === undefined) return [unknown('not examined: there is no metadata')]
  const uri = metadata['jwks_uri']
  if (typeof uri !== 'string') {
    return [note('the metadata names no jwks_uri, so tokens can only be introspected')]
  }
  const { remedies, observation, issuer } = examination
  if (issuer.startsWith('https:') && uri.startsWith('http:')) {
    return [unknown('not examined: the key set’s address begins with http')]
  }
  const answer = observation.answers['jwks']
  const keys = documentIn(answer)?.['keys']
  if (!Array.isArray(keys)) {
    return [
      wrong('the key set cannot be had', {
        seen: `${uri}: ${answer?.error ?? `status ${answer?.status ?? 'none, it is no URL'}`}`,
        expected: '200 and a JSON object with keys (RFC 7517 section 5)',
        fix: remedies.keys(),
      }),
    ]
  }
  const read = (keys as Jwk[]).map((key, index) => ({ key, problem: problemOf(key), index }))
  const problems = read.flatMap(({ key, problem, index }) =>
    problem === undefined
      ? []
      : [`key ${typeof key.kid === 'string' ? key.kid : index + 1}: ${problem}`],
  )
  const usable = read.filter(({ problem }) => problem === undefined).map(({ key }) => key)
  const kids = usable.map((key) => key['kid'])
  if (usable.length > 1 && new Set(kids).size < kids.length)
    problems.push('two keys have one kid, or none')
  const announced = metadata['id_token_signing_alg_values_supported']
  const algorithms = Array.isArray(announced) ? announced.map(String) : []
  const unmatched = algorithms.filter(
    (alg) => !/^(none|HS)/.test(alg) && !usable.some((key) => fits(key, alg)),
  )
  if (unmatched.length > 0) problems.push(`no key for ${unmatched.join(', ')}`)
  if (problems.length > 0 || usable.length === 0) {
    return [
      wrong('tokens cannot all be verified with the published keys', {
        seen: problems.join('; ') || 'no key at all',
        expected: `public signing keys for ${algorithms.join(', ') || 'the tokens'}`,
        fix: remedies.keys(),
      }),
    ]
  }
  const kinds = [...new Set(usable.map((key) => String(key['alg'] ?? key.crv ?? key.kty)))]
  return [ok(`${usable.length} ${usable.length === 1 ? 'key' : 'keys'}: ${kinds.join(', ')}`)]
}

function problemOf(key: Jwk): string | undefined {
  if (key.kty === 'oct') return 'it is a symmetric key, which is a secret'
  if (key.d !== undefined) return 'its private part is published'
  if (key['use'] === 'enc') return undefined
  try {
    const { asymmetricKeyDetails } = createPublicKey({ key, format: 'jwk' })
    const bits = asymmetricKeyDetails?.modulusLength
    return bits !== undefined && bits < 2048 ? `RSA of ${bits} bits is too short` : undefined
  } catch {
    return 'it is no key that can be read'
  }
}

const curves: Record<string, string> = {
  ES256: 'P-256',
  ES384: 'P-384',
  ES512: 'P-521',
  ES256K: 'secp256k1',
  Ed25519: 'Ed25519',
  Ed448: 'Ed448',
}

/** Whether a key can verify an algorithm (RFC 7518 §3.1, RFC 8037 §3.1, RFC 9864 §2). */
function fits(key: Jwk, alg: string): boolean {
  if (key['use'] === 'enc') return false
  const named = key['alg']
  if (alg === 'EdDSA' || alg === 'Ed25519') {
    return key.kty === 'OKP' && (named === undefined || named === 'EdDSA' || named === 'Ed25519')
  }
  if (named !== undefined && named !== alg) return false
  return /^(RS|PS)/.test(alg) ? key.kty === 'RSA' : key.crv === curves[alg]
}
