import { Secret, TOTP } from 'otpauth'
import type { Sandbox } from '@oauth-lab/kit/sandbox.ts'

const period = 30

/** A secret of 160 bits in base32 (RFC 4226 §4). */
export function createTotpSecret(sandbox: Sandbox): string {
  const { buffer, byteOffset, byteLength } = sandbox.random.bytes(20)
  return new Secret({ buffer: buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer })
    .base32
}

/** The address that authenticator apps read from a QR code. */
export function totpUri(secret: string, username: string): string {
  return totp(secret, username).toString()
}

/**
 * The time step that a code is of, within one step of now, and later than the last one used (RFC
 * 6238 §5.2). It is undefined when the code is refused.
 * @param now milliseconds
 */
export function acceptedStep(
  secret: string,
  code: string,
  now: number,
  lastStep: number,
): number | undefined {
  if (!/^[0-9]{6}$/.test(code)) return undefined
  const delta = totp(secret, '').validate({ token: code, timestamp: now, window: 1 })
  if (delta === null) return undefined
  const step = Math.floor(now / 1000 / period) + delta
  return step > lastStep ? step : undefined
}

function totp(secret: string, label: string): TOTP {
  return new TOTP({
    issuer: 'OAuth Lab',
    label,
    secret: Secret.fromBase32(secret),
    period,
    digits: 6,
  })
}
