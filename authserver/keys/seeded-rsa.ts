import { checkPrime } from 'node:crypto'
import { promisify } from 'node:util'
import type { JWK } from 'jose'
import type { Random } from '@oauth-lab/kit/random.ts'

const isPrime = promisify(checkPrime)

/** The usual public exponent; a prime. */
const e = 65_537n

/**
 * A private RSA key of 2048 bits that follows from the source (FIPS 186-5 §A.1.3, JWK members of RFC
 * 7518 §6.3). Node's own generator takes no seed; its prime test is what takes the time.
 */
export async function seededRsaKey(random: Random): Promise<JWK> {
  const [one, other] = [await nextPrime(random), await nextPrime(random)]
  const [p, q] = one > other ? [one, other] : [other, one]
  const d = inverse(e, (p - 1n) * (q - 1n))
  return {
    kty: 'RSA',
    n: encode(p * q),
    e: encode(e),
    d: encode(d),
    p: encode(p),
    q: encode(q),
    dp: encode(d % (p - 1n)),
    dq: encode(d % (q - 1n)),
    qi: encode(inverse(q, p)),
  }
}

/** The first prime of 1024 bits that fits from where the source says; two of them have 2048 together. */
async function nextPrime(random: Random): Promise<bigint> {
  const bytes = random.bytes(128)
  bytes[0]! |= 0b1100_0000
  bytes[127]! |= 1
  let candidate = BigInt(`0x${bytes.toString('hex')}`)
  while ((candidate - 1n) % e === 0n || !(await isPrime(candidate))) candidate += 2n
  return candidate
}

/** By the extended algorithm of Euclid. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [last, rest] = [modulus, value % modulus]
  let [lastFactor, factor] = [0n, 1n]
  while (rest !== 0n) {
    const quotient = last / rest
    ;[last, rest] = [rest, last - quotient * rest]
    ;[lastFactor, factor] = [factor, lastFactor - quotient * factor]
  }
  return lastFactor < 0n ? lastFactor + modulus : lastFactor
}

/** Base64urlUInt (RFC 7518 §2). */
function encode(value: bigint): string {
  const digits = value.toString(16)
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex').toString('base64url')
}
