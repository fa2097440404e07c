import { publicKeyAlgorithms } from '@oauth-lab/kit/public-key.ts'
import { SignJWT } from 'jose'
import type { JWTHeaderParameters } from 'jose'
import { CommandFailure } from '../command-line/command.ts'
import { hmacAlgorithms } from './key-file.ts'
import type { SigningKey } from './key-file.ts'

type Members = Record<string, unknown>

export interface Wanted {
  claims: Members
  /** What the header has besides, or instead; null takes a member away. */
  header: Members
  /** Seconds from now. */
  expires?: number | undefined
}

/**
 * Signs claims as they are (RFC 7519 §7.1). With `expires` they get `exp` and, where they have none, `iat`.
 * @param now seconds
 * @throws CommandFailure where the key can't sign with the algorithm
 */
export async function sign(
  { key, alg, kid }: SigningKey,
  { claims, header, expires }: Wanted,
  now: number,
): Promise<string> {
  const ofKey: readonly string[] = key instanceof Uint8Array ? hmacAlgorithms : publicKeyAlgorithms
  if (!ofKey.includes(alg)) {
    throw new CommandFailure(`this key signs with one of ${ofKey.join(', ')}, not ${alg}`)
  }
  const dates = expires === undefined ? {} : { iat: now, ...claims, exp: now + expires }
  const whole = Object.entries({ typ: 'JWT', kid, ...header, alg })
  const said = Object.fromEntries(
    whole.filter(([, value]) => value !== undefined && value !== null),
  ) as unknown as JWTHeaderParameters
  // What a header calls critical is for its reader to understand (RFC 7515 §4.1.11).
  const crit = Array.isArray(said.crit) ? said.crit.map((name) => [name, true] as const) : []
  try {
    return await new SignJWT({ ...claims, ...dates })
      .setProtectedHeader(said)
      .sign(key, { crit: Object.fromEntries(crit) })
  } catch (error) {
    throw new CommandFailure(`${alg} cannot sign this: ${(error as Error).message}`, {
      cause: error,
    })
  }
}
