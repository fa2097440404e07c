import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { KeyEntry } from '@oauth-lab/kit/admin/transfer-document.ts'
import type { Problem } from '@oauth-lab/kit/problems.ts'
import { readBy } from '@oauth-lab/kit/read-by.ts'
import type { SigningKeyRow } from '../store/tables.ts'
import type { ReadEntry } from '@oauth-lab/kit/transfer/read-each.ts'

/** A signing key of a file, read. */
export interface ReadKey extends Omit<KeyEntry, 'jwk'> {
  family: SigningKeyRow['family']
  /** The private JWK; undefined where the file has none. */
  jwk: JsonWebKey | undefined
}

/** Reads a signing key; what no family of the lab's keys is, is refused. */
export function readKeyEntry(entry: unknown): ReadEntry<ReadKey> {
  const read = readBy(KeyEntry, entry)
  if (read.data === undefined) return read
  const { jwk: given, ...rest } = read.data
  const jwk = partsOf(given)
  const family = familyOf(given)
  const problem = family === undefined ? unknownFamily : problemOf(given, jwk)
  if (problem !== undefined || family === undefined) {
    return { data: undefined, problems: [{ path: 'jwk', message: problem! }] }
  }
  return { data: { ...rest, family, jwk: 'd' in given ? jwk : undefined }, problems: [] }
}

/** One key of a family signs now, and one is the next. */
export function keyProblems(keys: readonly ReadKey[]): Problem[] {
  const first = new Map<string, number>()
  return keys.flatMap(({ family, state }, at) => {
    if (state === 'retired') return []
    const name = `${family} ${state}`
    const before = first.get(name)
    if (before === undefined) first.set(name, at)
    const message = `is ${state}, and keys.${before} of the same family is, too`
    return before === undefined ? [] : [{ path: `keys.${at}.state`, message }]
  })
}

const unknownFamily = 'must be an RSA key, or one of the curves P-256 and Ed25519'

function familyOf({ kty, crv }: JsonWebKey): ReadKey['family'] | undefined {
  if (kty === 'RSA') return 'RSA'
  if (kty === 'EC' && crv === 'P-256') return 'P-256'
  return kty === 'OKP' && crv === 'Ed25519' ? 'Ed25519' : undefined
}

const members = ['kty', 'n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi', 'crv', 'x', 'y'] as const

/** What a key is made of; its use and name are the server's to tell. */
function partsOf(jwk: JsonWebKey): JsonWebKey {
  return Object.fromEntries(members.flatMap((name) => (name in jwk ? [[name, jwk[name]]] : [])))
}

function problemOf(given: JsonWebKey, jwk: JsonWebKey): string | undefined {
  try {
    const { kty, n, e, crv, x, y } = jwk
    const shown = createPublicKey(as(JSON.parse(JSON.stringify({ kty, n, e, crv, x, y }))))
    const { modulusLength = 2048 } = shown.asymmetricKeyDetails ?? {}
    if (modulusLength < 2048) return 'must have at least 2048 bits (RFC 7518 §3.3)'
    return 'd' in given && !fits(createPrivateKey(as(jwk)), shown)
      ? 'has a private part that belongs to another key'
      : undefined
  } catch {
    return 'is no key: a member is missing or wrong'
  }
}

/** Whether what the private key signs is the public key's. */
function fits(key: KeyObject, shown: KeyObject): boolean {
  const hash = shown.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  const text = Buffer.from('a trial')
  return verify(hash, text, shown, sign(hash, text, key))
}

const as = (key: JsonWebKey) => ({ key, format: 'jwk' as const })
