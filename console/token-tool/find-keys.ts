import type { JWK } from 'jose'
import { Broken } from './broken.ts'
import { isOfKind, needed, wordsOf } from './key-kinds.ts'
import type { Token } from './read-token.ts'
import { thumbprintNames, thumbprintOf } from './thumbprint.ts'
import { said } from './said.ts'

/**
 * The published keys by which the token may be signed: the one that it names, else all of the right kind.
 * @throws Broken
 */
export async function findKeys(
  { header }: Token,
  published: readonly JWK[],
): Promise<readonly JWK[]> {
  const alg = said(header['alg'])
  const kind = requireAlgorithm(alg)
  const named = await requireNamed(header, published)
  const fitting = named.filter((key) => isOfKind(key, alg) && key.use !== 'enc')
  if (fitting.length === 0) {
    throw new Broken('The key is of another kind', {
      stage: 'Key',
      kind: 'key of another kind',
      member: 'alg',
      reason: `${alg} needs a key of ${wordsOf(kind)} to sign. The key that is meant is none.`,
      clause: 'RFC 7515 §4.1.1',
      compared: [
        { name: 'Token says', value: `alg ${alg}: ${wordsOf(kind)}`, holds: false },
        { name: 'Key is', value: named.map(wordsOf).join('; ') || 'none', holds: true },
      ],
      todo: [
        'Was alg changed after signing? Then the token is forged.',
        'Else the signer names the wrong key: see which key its configuration has for this algorithm.',
      ],
    })
  }
  const agreeing = fitting.filter((key) => agrees(key, alg))
  if (agreeing.length > 0) return agreeing
  throw new Broken('The algorithm is wrong', {
    stage: 'Key',
    kind: 'algorithm',
    member: 'alg',
    reason: 'The issuer says of its key for which algorithm it is. The token uses another one.',
    clause: 'RFC 8725 §3.1',
    compared: [
      { name: 'Token says', value: `alg ${alg}`, holds: false },
      { name: 'Key is for', value: fitting.map((key) => key.alg).join(', '), holds: true },
    ],
    todo: [
      'Set the algorithm at the signer to that of its key, or publish a key for the other one.',
    ],
  })
}

function requireAlgorithm(alg: string): { kty: string; crv?: string } {
  const kind = Object.hasOwn(needed, alg) ? needed[alg] : undefined
  if (kind !== undefined) return kind
  throw new Broken('The algorithm is wrong', {
    stage: 'Key',
    kind: 'algorithm',
    member: 'alg',
    reason: whyNot(alg),
    clause: 'RFC 8725 §3.1',
    compared: [
      { name: 'Token says', value: `alg ${alg}`, holds: false },
      { name: 'Taken', value: Object.keys(needed).join(', '), holds: true },
    ],
    todo: ['Set an algorithm with a key pair at the signer, RS256 for example.'],
  })
}

function whyNot(alg: string): string {
  if (alg.toLowerCase() === 'none') return 'none means that nobody signed it. Anybody can write it.'
  if (/^HS\d+$/.test(alg)) {
    return `${alg} signs with a shared secret. Whoever can check such a token can also make one.`
  }
  return 'No algorithm of this name checks a signature with a published key.'
}

/** Keys that `kid` or a thumbprint names; all where the token names none (RFC 7515 §4.1.4, §4.1.7, §4.1.8). */
async function requireNamed(
  header: Token['header'],
  published: readonly JWK[],
): Promise<readonly JWK[]> {
  const { kid } = header
  if (kid !== undefined) {
    const found = published.filter((key) => key.kid === kid)
    if (found.length > 0) return found
    throw notFound(
      'kid',
      said(kid),
      published.map((key) => key.kid ?? 'without a name'),
    )
  }
  for (const name of thumbprintNames) {
    if (header[name] === undefined) continue
    const prints = await Promise.all(published.map((key) => thumbprintOf(key, name)))
    const found = published.filter((_, index) => prints[index] === header[name])
    if (found.length > 0) return found
    throw notFound(
      name,
      said(header[name]),
      prints.filter((print) => print !== undefined),
    )
  }
  return published
}

function notFound(member: string, value: string, published: readonly string[]): Broken {
  return new Broken('The key is not found', {
    stage: 'Key',
    kind: 'key not found',
    member,
    reason:
      'The token names a key that this issuer does not publish. So the signature could not be checked at all.',
    clause: member === 'kid' ? 'RFC 7515 §4.1.4' : 'RFC 7515 §4.1.8',
    compared: [
      { name: 'Token names', value: `${member} ${value}`, holds: false },
      { name: 'Published', value: published.join(', ') || 'none', holds: true },
    ],
    todo: [
      'Look at iss: does the token come from this issuer?',
      'Is the issuer right? Then the key was taken out of use before the token ended. Get a new token.',
    ],
  })
}

function agrees({ alg: own }: JWK, alg: string): boolean {
  const same = ['EdDSA', 'Ed25519'] // RFC 9864 §2.2: one algorithm, two names
  return own === undefined || own === alg || (same.includes(own) && same.includes(alg))
}
