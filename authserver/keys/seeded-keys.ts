import { createECDH, createPrivateKey } from 'node:crypto'
import type { JWK } from 'jose'
import type { Random } from '@oauth-lab/kit/random.ts'
import type { SigningKeyRow } from '../store/tables.ts'
import { seededRsaKey } from './seeded-rsa.ts'

/** How many RSA keys are kept: those of about thirty seeds. */
const most = 64

/** Makes a private key that follows from the source: whoever knows the seed has it too. */
export type MakeSeededKey = (family: SigningKeyRow['family'], random: Random) => Promise<JWK>

/** RSA keys are slow to find, so this process keeps those of the last seeds. */
export function createSeededKeys(): MakeSeededKey {
  const kept = new Map<string, Promise<JWK>>()

  const rsaKey = (random: Random): Promise<JWK> => {
    const name = random.token()
    const key = kept.get(name) ?? seededRsaKey(random)
    kept.delete(name)
    kept.set(name, key)
    if (kept.size > most) kept.delete(kept.keys().next().value!)
    key.catch(() => kept.delete(name))
    return key
  }

  return async (family, random) => {
    if (family === 'RSA') return rsaKey(random)
    return family === 'P-256' ? p256Key(random.bytes(32)) : ed25519Key(random.bytes(32))
  }
}

/** RFC 7518 §6.2. */
function p256Key(secret: Buffer): JWK {
  // Below the order of the curve, whatever the rest is.
  secret[0]! &= 0x7f
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(secret)
  const point = curve.getPublicKey()
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((one) => one.toString('base64url'))
  return { kty: 'EC', crv: 'P-256', x: x!, y: y!, d: secret.toString('base64url') }
}

/** What stands before the 32 bytes of a private key of Ed25519 in PKCS #8 (RFC 8410 §7). */
const beforeEd25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

function ed25519Key(secret: Buffer): JWK {
  const key = Buffer.concat([beforeEd25519, secret])
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' })
}
