import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { createFairLimit } from './fair-limit.ts'

/** OWASP's second recommendation for Argon2id: 19 MiB, two passes, one lane. */
const memory = 19_456
const passes = 2
const derive = promisify(argon2)
/** Whose works those are that no visitor asks for. */
const administrators = ''

export interface Passwords {
  /** A PHC string: `$argon2id$v=19$m=…,t=…,p=1$salt$hash`. */
  hash(password: string): Promise<string>
  /** The same, made once in this process: for the passwords that the lab's people have in every sandbox. */
  hashOnce(password: string): Promise<string>
  /**
   * Takes as long for `undefined` (an unknown user) as for a wrong password.
   * @param address who asks, when a visitor does: whoever asks much waits for itself alone
   */
  verify(password: string, stored: string | undefined, address?: string): Promise<boolean>
  /** The same, made once in this process: whether the lab's people still have the passwords that everybody knows. */
  verifyOnce(password: string, stored: string): Promise<boolean>
}

/** How many answers of `verifyOnce` a process remembers. */
const mostVerified = 1000

/**
 * Memory-hard password hashing (RFC 9106). At most `concurrency` run at once, so many logins do not
 * take the machine's memory. Each address has its turn, so one does not cost others time.
 */
export function createPasswords(concurrency = 2): Passwords {
  const limit = createFairLimit(concurrency)
  const known = new Map<string, Promise<string>>()
  const verified = new Map<string, Promise<boolean>>()
  const run = (password: string, nonce: Buffer, address: string) =>
    limit(address, () =>
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

  const hash = async (password: string) => {
    const nonce = randomBytes(16)
    const tag = await run(password, nonce, administrators)
    return `$argon2id$v=19$m=${memory},t=${passes},p=1$${encode(nonce)}$${encode(tag)}`
  }

  const verify: Passwords['verify'] = async (password, stored, address = administrators) => {
    const [, , , , nonce, tag] = stored?.split('$') ?? []
    const found = await run(
      password,
      nonce === undefined ? nobody : Buffer.from(nonce, 'base64'),
      address,
    )
    if (tag === undefined) return false
    const wanted = Buffer.from(tag, 'base64')
    return wanted.length === found.length && timingSafeEqual(wanted, found)
  }

  return {
    hash,
    verify,
    verifyOnce(password, stored) {
      const key = `${stored} ${password}`
      const answer = verified.get(key) ?? verify(password, stored)
      if (verified.size >= mostVerified) verified.clear()
      verified.set(key, answer)
      // A failure is not remembered.
      answer.catch(() => verified.delete(key))
      return answer
    },
    hashOnce(password) {
      const hashed = known.get(password) ?? hash(password)
      known.set(password, hashed)
      // A failure is not remembered.
      hashed.catch(() => known.delete(password))
      return hashed
    },
  }
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
