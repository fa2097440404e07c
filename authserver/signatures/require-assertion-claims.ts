import { dateBesideClock, expected, shown } from '@oauth-lab/kit/check-detail.ts'
import { redeemJti } from '@oauth-lab/kit/proof/redeem-jti.ts'
import type { JtiUse } from '@oauth-lab/kit/proof/redeem-jti.ts'
import { check, requireThat } from '../checks.ts'
import type { RequiredCheck, WaivableCheck } from '../checks.ts'
import type { Exchange } from '../exchange.ts'
import { issuerOf, issuerPath } from '../server.ts'
import { earlyDate, skew } from './early-date.ts'
import type { ReadJwt } from './verify-signature.ts'

/** Seconds that an assertion may live from now: its `jti` is kept as long. */
const longestLife = 3600

/** An assertion: what it is for, who made it, and the check of each rule. */
export interface Assertion {
  use: JtiUse
  issuer: string
  claims: ReadJwt['claims']
  checks: AssertionChecks
}

/** The check of each rule of RFC 7523 §3. */
export type AssertionChecks = Readonly<
  Record<'expiry', RequiredCheck> &
    Record<'audience' | 'fresh' | 'lifetime' | 'begun' | 'jti' | 'unused', WaivableCheck>
>

/**
 * Requires what every assertion must say (RFC 7523 §3): it is for this server, it lives now and not for long,
 * and it came once. Returns when it ends, seconds.
 */
export async function requireAssertionClaims(
  exchange: Exchange,
  assertion: Assertion,
): Promise<number> {
  requireAudience(exchange, assertion)
  const exp = requireTimes(exchange, assertion)
  await requireUnused(exchange, assertion, exp)
  return exp
}

function requireAudience(exchange: Exchange, { claims: { aud }, checks }: Assertion): void {
  const wanted = audiencesOf(exchange)
  const isIssuerAlone = exchange.configuration.clientAssertionAudience === 'issuer'
  const fits = isIssuerAlone
    ? aud === wanted[0]
    : [aud].flat().some((one) => wanted.includes(one as string))
  check(exchange, checks.audience, fits, () => expected(isIssuerAlone ? wanted[0]! : wanted, aud))
}

/**
 * The issuer, the token endpoint, and the endpoint that was called (RFC 7523 §3, RFC 9126 §2): each at the port for
 * certificates too, where the lab has one (RFC 8705 §5).
 */
function audiencesOf({ sandbox, request }: Exchange): string[] {
  const { base, mtlsOrigin, prefix } = sandbox
  const bases = mtlsOrigin === undefined ? [base] : [base, mtlsOrigin + prefix]
  const paths = [`${issuerPath}/token`, request.routeOptions.url!]
  const endpoints = bases.flatMap((one) => paths.map((path) => one + path))
  return [...new Set([issuerOf(sandbox), ...endpoints])]
}

function requireTimes(exchange: Exchange, { claims, checks }: Assertion): number {
  const { clock } = exchange.sandbox
  const now = clock.seconds()
  const { exp } = claims
  const isNumber = typeof exp === 'number' && Number.isFinite(exp)
  requireThat(exchange, checks.expiry, isNumber, () => `The exp is ${shown(exp)}.`)
  check(exchange, checks.fresh, exp > now, () => dateBesideClock('It expired', exp, clock))
  check(exchange, checks.lifetime, exp <= now + longestLife + skew, () =>
    dateBesideClock('It expires', exp, clock),
  )
  const early = earlyDate(claims, now)
  check(exchange, checks.begun, early === undefined, () =>
    dateBesideClock('It begins', early, clock),
  )
  return exp
}

async function requireUnused(
  exchange: Exchange,
  { use, issuer, claims: { jti }, checks }: Assertion,
  exp: number,
): Promise<void> {
  const isText = typeof jti === 'string' && jti !== ''
  if (!check(exchange, checks.jti, isText, () => `The jti is ${shown(jti)}.`)) return
  const isFirst = await redeemJti(
    { db: exchange.server.db, sandbox: exchange.sandbox },
    use,
    issuer,
    String(jti),
    exp,
  )
  check(exchange, checks.unused, isFirst)
}
