import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import pLimit from 'p-limit'

/** OWASP's second recommendation for Argon2id: 19 MiB, two passes, one lane. */
const memory = 19_456
const passes = 2
const derive = promisify(argon2)

export interface Passwords {
  /** A PHC string: `$argon2id$v=19$m=…,t=…,p=1$salt$hash`. */
  hash(password: string): Promise<string>
  /** Takes as long for `undefined` (an unknown user) as for a wrong password. */
  verify(password: string, stored: string | undefined): Promise<boolean>
}

/**
 * Memory-hard password hashing (RFC 9106), at most `concurrency` at once, so that a rush of logins
 * does not take the machine's memory.
 */
export function createPasswords(concurrency = 2): Passwords {
  const limit = pLimit(concurrency)
  const run = (password: string, nonce: Buffer) =>
    limit(() =>
      derive('argon2id', {
        message: password,
        nonce,
        parallelism: 1,
        tagLength: 32,
        memory,
        passes,
      }),
    )
  const nobody = randomBytes(16)

  return {
    async hash(password) {
      const nonce = randomBytes(16)
      const tag = await run(password, nonce)
      return `$argon2id$v=19$m=${memory},t=${passes},p=1$${encode(nonce)}$${encode(tag)}`
    },
    async verify(password, stored) {
      const [, , , , nonce, tag] = stored?.split('$') ?? []
      const found = await run(password, nonce === undefined ? nobody : Buffer.from(nonce, 'base64'))
      if (tag === undefined) return false
      const wanted = Buffer.from(tag, 'base64')
      return wanted.length === found.length && timingSafeEqual(wanted, found)
    },
  }
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
