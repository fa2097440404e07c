import { dateBesideClock, expected, shown } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import { issuerOf, issuerPath } from '../../server.ts'
import { earlyDate, skew } from '../../signatures/early-date.ts'
import { redeemJti } from '@oauth-lab/kit/proof/redeem-jti.ts'
import { readJwt } from '../../signatures/verify-signature.ts'
import type { ReadJwt, RequireStep, SignatureStep } from '../../signatures/verify-signature.ts'
import type { Credentials, ProvingClient } from './method.ts'

/** The only `client_assertion_type` here (RFC 7523 §2.2). */
const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/** Seconds that an assertion may live from now: its `jti` is kept as long. */
const longestLife = 3600

/** The assertion in a form; undefined where none came. The client is the one that it is about (RFC 7521 §4.2). */
export function readAssertion(
  form: Parameters,
): { credentials: Credentials; isHmac: boolean } | undefined {
  const text = parameter(form, 'client_assertion')
  if (text === undefined && parameter(form, 'client_assertion_type') === undefined) return undefined
  const assertion = text === undefined ? undefined : readJwt(text)
  const { sub } = assertion?.claims ?? {}
  const id = typeof sub === 'string' ? sub : parameter(form, 'client_id')
  return {
    credentials: { id, assertion },
    isHmac: String(assertion?.header.alg).startsWith('HS'),
  }
}

const signatureChecks = {
  algorithm: 'client-assertion.algorithm',
  'key-set': 'client-assertion.key-set',
  'key-found': 'client-assertion.key-found',
  thumbprint: 'client-assertion.thumbprint',
  certificate: 'client-assertion.certificate',
  'key-kind': 'client-assertion.key-kind',
  signature: 'client-assertion.signature',
} as const satisfies Record<SignatureStep, string>

/** Each step of a signature is a check of its own. */
export function requireStep(exchange: Exchange): RequireStep {
  return (step, holds, detail) => requireThat(exchange, signatureChecks[step], holds, detail)
}

/**
 * Requires an assertion of this client for this server, which came once (RFC 7523 §3).
 * @param verify requires the signature by one of the algorithms
 */
export async function requireAssertion(
  exchange: Exchange,
  client: ProvingClient,
  assertion: ReadJwt | undefined,
  algorithms: readonly string[],
  verify: (jwt: ReadJwt, algorithms: readonly string[]) => Promise<void>,
): Promise<void> {
  const type = parameter((exchange.request.body ?? {}) as Parameters, 'client_assertion_type')
  requireThat(exchange, 'client-assertion.type', type === jwtBearer, () =>
    expected(jwtBearer, type),
  )
  requireThat(exchange, 'client-assertion.form', assertion)
  const { token_endpoint_auth_signing_alg: registered } = client.metadata
  await verify(assertion, registered === undefined ? algorithms : [registered])
  requireParties(exchange, client, assertion)
  const { exp } = requireTimes(exchange, assertion)
  await requireUnused(exchange, client, assertion, exp)
}

function requireParties(exchange: Exchange, client: ProvingClient, { claims }: ReadJwt): void {
  const { iss, sub, aud } = claims
  const isOwn = iss === client.id && sub === client.id
  requireThat(
    exchange,
    'client-assertion.issuer-and-subject',
    isOwn,
    () => `The iss is ${shown(iss)}, the sub ${shown(sub)}, the client ${client.id}.`,
  )
  const wanted = audiencesOf(exchange)
  const isIssuerAlone = exchange.configuration.clientAssertionAudience === 'issuer'
  const fits = isIssuerAlone
    ? aud === wanted[0]
    : [aud].flat().some((one) => wanted.includes(one as string))
  check(exchange, 'client-assertion.audience', fits, () =>
    expected(isIssuerAlone ? wanted[0]! : wanted, aud),
  )
}

/** The issuer, the token endpoint, and the endpoint that was called (RFC 7523 §3, RFC 9126 §2). */
function audiencesOf({ sandbox, request }: Exchange): string[] {
  const called = sandbox.base + request.routeOptions.url!
  return [...new Set([issuerOf(sandbox), `${sandbox.base}${issuerPath}/token`, called])]
}

function requireTimes(exchange: Exchange, { claims }: ReadJwt): { exp: number } {
  const { clock } = exchange.sandbox
  const now = clock.seconds()
  const { exp } = claims
  const isNumber = typeof exp === 'number' && Number.isFinite(exp)
  requireThat(exchange, 'client-assertion.expiry', isNumber, () => `The exp is ${shown(exp)}.`)
  check(exchange, 'client-assertion.fresh', exp > now, () =>
    dateBesideClock('It expired', exp, clock),
  )
  check(exchange, 'client-assertion.lifetime', exp <= now + longestLife + skew, () =>
    dateBesideClock('It expires', exp, clock),
  )
  const early = earlyDate(claims, now)
  check(exchange, 'client-assertion.begun', early === undefined, () =>
    dateBesideClock('It begins', early, clock),
  )
  return { exp }
}

async function requireUnused(
  exchange: Exchange,
  client: ProvingClient,
  { claims: { jti } }: ReadJwt,
  exp: number,
): Promise<void> {
  const isText = typeof jti === 'string' && jti !== ''
  if (!check(exchange, 'client-assertion.jti', isText, () => `The jti is ${shown(jti)}.`)) return
  const isFirst = await redeemJti(
    { db: exchange.server.db, sandbox: exchange.sandbox },
    'client assertion',
    client.id,
    String(jti),
    exp,
  )
  check(exchange, 'client-assertion.unused', isFirst)
}
