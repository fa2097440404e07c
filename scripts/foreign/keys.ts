import { createHash } from 'node:crypto'
import type { Left } from './converted.ts'

interface Jwk extends Record<string, unknown> {
  kty: string
}

/** Private keys of another server: the first of a family signs, the second is the next, others are retired. */
export function convertKeys(
  given: readonly unknown[],
  path: string,
): { keys: object[]; algorithms: string[]; left: Left[] } {
  const left: Left[] = []
  const seen: Record<string, number> = {}
  const algorithms: string[] = []
  const keys = given.flatMap((key, at) => {
    const where = given.length === 1 ? path : `${path}.${at}`
    const family = isJwk(key) ? familyOf(key) : undefined
    if (!isJwk(key) || family === undefined || key['d'] === undefined) {
      left.push({ path: where, message: 'is no private key of RSA, P-256 or Ed25519' })
      return []
    }
    const order = seen[family] ?? 0
    seen[family] = order + 1
    const { kid, alg } = key
    if (typeof alg === 'string') algorithms.push(alg)
    const state = order === 0 ? 'current' : order === 1 ? 'next' : 'retired'
    return [{ kid: typeof kid === 'string' ? kid : nameOf(key), state, jwk: key }]
  })
  return { keys, algorithms, left }
}

function isJwk(value: unknown): value is Jwk {
  return typeof value === 'object' && value !== null && 'kty' in value
}

function familyOf({ kty, crv }: Jwk): string | undefined {
  if (kty === 'RSA') return kty
  return crv === 'P-256' || crv === 'Ed25519' ? crv : undefined
}

function nameOf({ n, x }: Jwk): string {
  return createHash('sha256')
    .update(String(n ?? x))
    .digest('base64url')
}
