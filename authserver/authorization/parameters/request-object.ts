import { dateBesideClock, expected, shown, shownList } from '@oauth-lab/kit/check-detail.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { check, requireThat } from '../../checks.ts'
import { clientKeys } from '../../clients/client-keys.ts'
import type { Client } from '../../clients/client.ts'
import type { ClientMetadata } from '../../clients/client-metadata.ts'
import type { Exchange } from '../../exchange.ts'
import { issuerOf } from '../../server.ts'
import { algorithmsOfClient, allowedAlgorithms } from '../../signatures/allowed-algorithms.ts'
import { earlyDate } from '../../signatures/early-date.ts'
import { requireStep } from '../../signatures/require-step.ts'
import type { SignatureChecks } from '../../signatures/require-step.ts'
import { redeemJti } from '@oauth-lab/kit/proof/redeem-jti.ts'
import { isOfTyp, readJwt, verifySignature } from '../../signatures/verify-signature.ts'
import type { ReadJwt } from '../../signatures/verify-signature.ts'
import { requestObjectAlgorithms } from './request-object-algorithms.ts'
import type { TrustedParameters } from './request.ts'

/** Seconds that the `jti` of an object without an end is kept. */
const keptWithoutEnd = 24 * 3600

/** Claims of the JWT itself, no parameters (RFC 7519 §4.1). */
const ofJwt = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']

/** The media type of a request object, and what clients said before there was one (RFC 9101 §4). */
const typs = ['oauth-authz-req+jwt', 'jwt']

const signatureChecks = {
  algorithm: 'request-object.algorithm',
  'key-set': 'request-object.key-set',
  'key-found': 'request-object.key-found',
  thumbprint: 'request-object.thumbprint',
  certificate: 'request-object.certificate',
  'key-kind': 'request-object.key-kind',
  signature: 'request-object.signature',
} as const satisfies SignatureChecks

/** What a kind of request asks of its objects. */
export interface ObjectRules {
  /** By what the client registered that it signs them. */
  registered: ClientMetadata['request_object_signing_alg']
  /** The claim that must name the client; the other one may. */
  namedBy: 'client_id' | 'iss'
  /** Whether one may come unsigned at all. */
  mayBeUnsigned: boolean
}

/**
 * The parameters of a request object, and no others (RFC 9101 §6.3), beside all its claims: signed by the client, for this server,
 * used once where it has a `jti`.
 * @param rules those of authorization requests, unless told
 */
export async function requireRequestObject(
  exchange: Exchange,
  client: Client,
  text: string,
  rules: ObjectRules = {
    registered: client.metadata.request_object_signing_alg,
    namedBy: 'client_id',
    mayBeUnsigned: true,
  },
): Promise<TrustedParameters & Pick<ReadJwt, 'claims'>> {
  const jwt = readObject(text)
  requireThat(exchange, 'request-object.form', jwt)
  const isTyp = isOfTyp(jwt, typs)
  requireThat(exchange, 'request-object.typ', isTyp, () =>
    expected('oauth-authz-req+jwt', jwt.header.typ),
  )
  const signed = await requireSignature(exchange, client, jwt, rules)
  requireParties(exchange, client, jwt, rules)
  requireTimes(exchange, jwt)
  await requireUnused(exchange, client, jwt)
  const { claims } = jwt
  return { parameters: parametersOf(claims), signed, claims }
}

/** An unsigned one has nothing for a signature (RFC 7519 §6). */
function readObject(text: string): ReadJwt | undefined {
  const jwt = readJwt(text)
  return jwt?.header.alg === 'none' && !text.endsWith('.') ? undefined : jwt
}

/** Whether it is signed: a client that registered `none` may send it unsigned, one that registered nothing by a profile. */
async function requireSignature(
  exchange: Exchange,
  client: Client,
  jwt: ReadJwt,
  { registered, mayBeUnsigned }: ObjectRules,
) {
  const unsigned = jwt.header.alg === 'none'
  const { configuration } = exchange
  const isOpen = mayBeUnsigned && (registered === 'none' || registered === undefined)
  const isAllowed = !unsigned || (isOpen && allowedAlgorithms(configuration, ['none']).length > 0)
  requireThat(exchange, 'request-object.signed', isAllowed)
  if (unsigned) {
    check(exchange, 'request-object.none-registered', registered === 'none')
    return false
  }
  const algorithms = algorithmsOfClient(configuration, requestObjectAlgorithms, registered)
  const require = requireStep(exchange, signatureChecks)
  await verifySignature(jwt, algorithms, clientKeys(exchange, client), require)
  return true
}

function requireParties(
  exchange: Exchange,
  client: Client,
  { claims }: ReadJwt,
  { namedBy }: ObjectRules,
): void {
  const { iss, aud, client_id: id } = claims
  const isOwn =
    claims[namedBy] === client.id &&
    [iss, id].every((one) => one === undefined || one === client.id)
  requireThat(exchange, 'request-object.client', isOwn, () => {
    return `The client_id in it is ${shown(id)}, the iss ${shown(iss)}, the client ${client.id}.`
  })
  const issuer = issuerOf(exchange.sandbox)
  const { requireRequestObjectAudience: isNeeded } = exchange.configuration
  const fits = aud === undefined ? !isNeeded : [aud].flat().includes(issuer)
  check(exchange, 'request-object.audience', fits, () => expected(issuer, aud))
  const nested = ['request', 'request_uri'].filter((name) => name in claims)
  requireThat(exchange, 'request-object.not-nested', nested.length === 0, () => {
    return `It holds ${shownList(nested, ', ')}.`
  })
}

function requireTimes(exchange: Exchange, { claims }: ReadJwt): void {
  const { clock } = exchange.sandbox
  const now = clock.seconds()
  const { exp } = claims
  const isFresh = exp === undefined || (typeof exp === 'number' && exp > now)
  check(exchange, 'request-object.fresh', isFresh, () => dateBesideClock('It expired', exp, clock))
  const early = earlyDate(claims, now)
  check(exchange, 'request-object.begun', early === undefined, () =>
    dateBesideClock('It begins', early, clock),
  )
  requireBounds(exchange, claims, now)
}

/** Where a setting bounds how long an object is good (FAPI 2.0 Message Signing §5.3.1); otherwise there is nothing to check. */
function requireBounds(exchange: Exchange, { nbf, exp }: ReadJwt['claims'], now: number): void {
  const { requestObjectLifetime: longest } = exchange.configuration
  if (longest === 0) return
  const isThere = typeof nbf === 'number' && typeof exp === 'number'
  const isBounded = isThere && now - nbf <= longest && exp - nbf <= longest
  check(exchange, 'request-object.bounded', isBounded, () =>
    isThere
      ? `Its nbf is ${now - nbf} s past, its exp ${exp - nbf} s after it; ${longest} s are the most.`
      : `The nbf is ${shown(nbf)}, the exp ${shown(exp)}.`,
  )
}

async function requireUnused(exchange: Exchange, client: Client, { claims }: ReadJwt) {
  const { jti, exp } = claims
  if (jti === undefined) return
  const end = typeof exp === 'number' ? exp : exchange.sandbox.clock.seconds() + keptWithoutEnd
  const isFirst = await redeemJti(
    { db: exchange.server.db, sandbox: exchange.sandbox },
    'request object',
    client.id,
    shown(jti),
    end,
  )
  check(exchange, 'request-object.unused', isFirst)
}

/** The parameters that claims say; what is no text is written as JSON (RFC 9101 §4). */
export function parametersOf(claims: Record<string, unknown>): Parameters {
  const members = Object.entries(claims).filter(
    ([name, value]) => !ofJwt.includes(name) && value !== null && value !== undefined,
  )
  return Object.fromEntries(members.map(([name, value]) => [name, parameterOf(name, value)]))
}

function parameterOf(name: string, value: unknown): string | string[] {
  if (typeof value === 'string') return value
  // A list of resources is the parameter that may come several times (RFC 8707 §2).
  if (name === 'resource' && Array.isArray(value)) return value.map(String)
  return JSON.stringify(value)
}
