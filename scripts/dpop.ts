import { generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createProof } from '@oauth-lab/kit/proof/create-proof.ts'
import type { ProvenTarget } from '@oauth-lab/kit/proof/create-proof.ts'
import { usualAlgorithmOf } from './client-authentication.ts'
import { readClientKey } from './client-key.ts'
import { writeOwnFile } from './write-file.ts'

/** Makes proofs with one key (RFC 9449 §4.2). */
export type Prove = (target: ProvenTarget) => Promise<string>

/**
 * What proves that the caller has the key of a file: PEM, PKCS#12 or JWK. Where there is no such file it makes a
 * P-256 key, as PEM.
 * @param now asks for the server's time, seconds: a proof is made when it is sent
 * @throws CommandFailure for a file that holds no private key
 */
export async function openProver(file: string, now: () => Promise<number>): Promise<Prove> {
  const key = existsSync(file) ? (await readClientKey(file)).key : makeKey(file)
  const alg = usualAlgorithmOf(key)
  return async (target) => createProof(key, alg, target, await now())
}

function makeKey(file: string): KeyObject {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeOwnFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }))
  return privateKey
}
