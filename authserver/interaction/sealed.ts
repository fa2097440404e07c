import { createCipheriv, createDecipheriv, hash } from 'node:crypto'
import type { Random } from '@oauth-lab/kit/random.ts'

const cipher = 'aes-256-gcm'

/** Encrypts what only the browser that holds the secret shall get again: the store has its hash alone. */
export function seal(random: Random, secret: string, text: string): string {
  const nonce = random.bytes(12)
  const sealing = createCipheriv(cipher, keyOf(secret), nonce)
  const sealed = Buffer.concat([nonce, sealing.update(text, 'utf8'), sealing.final()])
  return Buffer.concat([sealed, sealing.getAuthTag()]).toString('base64url')
}

/** Decrypts what {@link seal} made with the same secret; throws for any other. */
export function unseal(secret: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const opening = createDecipheriv(cipher, keyOf(secret), bytes.subarray(0, 12))
  opening.setAuthTag(bytes.subarray(-16))
  return Buffer.concat([opening.update(bytes.subarray(12, -16)), opening.final()]).toString('utf8')
}

function keyOf(secret: string): Buffer {
  return hash('sha256', `answer\0${secret}`, 'buffer')
}
