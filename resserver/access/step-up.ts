import { dateBesideClock, expected } from '@oauth-lab/kit/check-detail.ts'
import { check } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { authenticationOf } from '../resource.ts'

/** What a token tells of the sign-in, by introspection or in itself. */
interface Told {
  acr?: unknown
  auth_time?: unknown
}

/** Refuses a token of a sign-in that is too weak or too old for the operation, and says what would do (RFC 9470 §3). */
export function requireAuthentication(exchange: Exchange, { acr, auth_time }: Told): void {
  const { acrValues = [], maxAge } = authenticationOf(exchange) ?? {}
  if (acrValues.length > 0) {
    const fits = acrValues.some((one) => one === acr)
    check(exchange, 'authentication.context', fits, () => expected(acrValues, acr))
  }
  if (maxAge === undefined) return
  const { clock } = exchange.sandbox
  const isRecent = typeof auth_time === 'number' && clock.seconds() - auth_time <= maxAge
  check(exchange, 'authentication.recent', isRecent, () =>
    auth_time === undefined
      ? `The limit is ${maxAge} s, and the token tells of no sign-in.`
      : `The limit is ${maxAge} s. ${dateBesideClock('The user signed in', auth_time, clock)}`,
  )
}
