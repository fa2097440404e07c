import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto'

export interface Random {
  bytes(length: number): Buffer
  /** A base64url string of `length` random bytes; 32 bytes are 256 bits. */
  token(length?: number): string
  /** A short identifier for people to read: the prefix and 10 hexadecimal digits. */
  id(prefix: string): string
  /**
   * The source for things of one name, for example the client `spa`. With a seed its sequence does
   * not depend on what others take meanwhile.
   */
  for(name: string): Random
  /**
   * The source of exactly this name, from its start at each call: with a seed it gives the same again.
   * It changes no other sequence.
   */
  begin(name: string): Random
}

/** The source of a whole sandbox. */
export interface SandboxRandom extends Random {
  /** How far the sequences of a seed have come; null without one. */
  state(): RandomState | null
}

/** Where the sequences of a seed stand. */
export interface RandomState {
  epoch: number
  /** Bytes that were taken, by the number of the sequence. */
  taken: Readonly<Record<string, number>>
}

/** How many sequences of a seed there are for names; names beyond share them. */
const streams = 256
/** Of AES, bytes. */
const blockSize = 16

/**
 * The source of a sandbox's identifiers and secrets. With a seed the sequences repeat: each is a
 * key stream of AES-256-CTR, the key being the seed's SHA-256. `epoch` keeps the sequences of two
 * runs over the same data apart.
 * @param taken how far they have come before, as in {@link RandomState}
 */
export function createRandom(
  seed: string | null,
  epoch = 0,
  taken: RandomState['taken'] = {},
): SandboxRandom {
  if (seed === null) {
    const random: Random = {
      ...readersOf(inBulk(randomBytes)),
      for: () => random,
      begin: () => random,
    }
    return { ...random, state: () => null }
  }
  const key = createHash('sha256').update(seed).digest()
  const named = new Map<number, Random>()
  const positions: Record<string, number> = { ...taken }
  const sourceOf = (bytes: (length: number) => Buffer): Random => ({
    ...readersOf(bytes),
    for: find,
    begin(name) {
      const own = createHmac('sha256', key).update(name).digest()
      let position = 0
      return sourceOf((length) => {
        position += length
        return keyStream(own, epoch, streams + 1, { from: position - length, length })
      })
    },
  })
  const open = (stream: number) =>
    sourceOf((length) => {
      const from = positions[stream] ?? 0
      positions[stream] = from + length
      return keyStream(key, epoch, stream, { from, length })
    })
  const find = (name: string): Random => {
    const stream = 1 + (createHash('sha256').update(name).digest().readUInt32BE() % streams)
    const found = named.get(stream) ?? open(stream)
    named.set(stream, found)
    return found
  }
  return { ...open(0), state: () => ({ epoch, taken: { ...positions } }) }
}

function readersOf(bytes: (length: number) => Buffer): Omit<Random, 'for' | 'begin'> {
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

/** A part of a sequence. No cipher is kept: those of many sequences take memory. */
function keyStream(
  key: Buffer,
  epoch: number,
  stream: number,
  { from, length }: { from: number; length: number },
): Buffer {
  const start = Buffer.alloc(16)
  start.writeUInt32BE(epoch)
  start.writeUInt32BE(stream, 4)
  // The rest counts the blocks.
  start.writeBigUInt64BE(BigInt(Math.floor(from / blockSize)), 8)
  const cipher = createCipheriv('aes-256-ctr', key, start)
  const within = from % blockSize
  return cipher.update(Buffer.alloc(within + length)).subarray(within)
}
