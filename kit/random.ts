import { createCipheriv, createHash, randomBytes } from 'node:crypto'

export interface Random {
  bytes(length: number): Buffer
  /** A base64url string of `length` random bytes; 32 bytes are 256 bits. */
  token(length?: number): string
  /** A short identifier for people to read: the prefix and 10 hexadecimal digits. */
  id(prefix: string): string
}

/**
 * The source of a sandbox's identifiers and secrets. With a seed the sequence repeats: it is the
 * key stream of AES-256-CTR, the key being the seed's SHA-256. `epoch` keeps the sequences of two
 * runs over the same data apart.
 */
export function createRandom(seed: string | null, epoch = 0): Random {
  const bytes = seed === null ? inBulk(randomBytes) : keyStream(seed, epoch)
  return {
    bytes,
    token: (length = 32) => bytes(length).toString('base64url'),
    id: (prefix) => prefix + bytes(5).toString('hex'),
  }
}

/** Asks the system for many bytes at a time: most of what one request costs is the asking. */
function inBulk(take: (length: number) => Buffer): (length: number) => Buffer {
  let pool: Buffer = Buffer.alloc(0)
  return (length) => {
    if (length > pool.length) pool = take(Math.max(4096, length))
    const bytes = Buffer.from(pool.subarray(0, length))
    pool.fill(0, 0, length)
    pool = pool.subarray(length)
    return bytes
  }
}

function keyStream(seed: string, epoch: number): (length: number) => Buffer {
  const key = createHash('sha256').update(seed).digest()
  const start = Buffer.alloc(16)
  start.writeUInt32BE(epoch)
  const cipher = createCipheriv('aes-256-ctr', key, start)
  return (length) => cipher.update(Buffer.alloc(length))
}
