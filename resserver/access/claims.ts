import type { Clock } from '@oauth-lab/kit/clock.ts'

/** Whether `aud`, one string or several (RFC 7519 §4.1.3), names one of the resources. */
export function namesOneOf(resources: readonly string[], audience: unknown): boolean {
  return [audience].flat().some((one) => resources.includes(one as string))
}

/** Whether a NumericDate has come (RFC 7519 §4.1.4); one that is no number counts as past. */
export function isPast(date: unknown, clock: Clock): boolean {
  return typeof date !== 'number' || date * 1000 <= clock.now()
}

/** Whether a NumericDate is still to come (RFC 7519 §4.1.5); an absent one is not. */
export function isBefore(date: unknown, clock: Clock): boolean {
  if (date === undefined) return false
  return typeof date !== 'number' || date * 1000 > clock.now()
}
