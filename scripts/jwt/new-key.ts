import { existsSync } from 'node:fs'
import { createPrivateKey } from 'node:crypto'
import { publicKeyAlgorithms } from '@oauth-lab/kit/public-key.ts'
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import type { JWK } from 'jose'
import { CommandFailure } from '../command-line/command.ts'
import { writeOwnFile } from '../write-file.ts'
import type { SigningKey } from './key-file.ts'

/** A new key, and its public half as others may have it. */
export interface NewKey extends SigningKey {
  publicJwk: JWK
}

/**
 * Makes a private key and writes it as JWK, for its owner alone; its `kid` is its thumbprint (RFC 7638).
 * @throws CommandFailure where the file is there already, or the algorithm takes no such key
 */
export async function makeKey(file: string, alg: string): Promise<NewKey> {
  if (!(publicKeyAlgorithms as readonly string[]).includes(alg)) {
    throw new CommandFailure(`a new key signs with one of ${publicKeyAlgorithms.join(', ')}`)
  }
  if (existsSync(file)) throw new CommandFailure(`${file} is there already: sign with --key`)
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const [own, open] = await Promise.all([exportJWK(privateKey), exportJWK(publicKey)])
  const named = { kid: await calculateJwkThumbprint(open), alg, use: 'sig' }
  writeOwnFile(file, `${JSON.stringify({ ...own, ...named }, null, 2)}\n`)
  const key = createPrivateKey({ key: own, format: 'jwk' })
  return { key, alg, kid: named.kid, publicJwk: { ...open, ...named } }
}
