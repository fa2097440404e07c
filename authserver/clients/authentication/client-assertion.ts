import { expected, shown } from '@oauth-lab/kit/check-detail.ts'
import { parameter } from '@oauth-lab/kit/form.ts'
import type { Parameters } from '@oauth-lab/kit/form.ts'
import { requireThat } from '../../checks.ts'
import type { Exchange } from '../../exchange.ts'
import { algorithmsOfClient } from '../../signatures/allowed-algorithms.ts'
import { requireAssertionClaims } from '../../signatures/require-assertion-claims.ts'
import type { AssertionChecks } from '../../signatures/require-assertion-claims.ts'
import type { SignatureChecks } from '../../signatures/require-step.ts'
import { readJwt } from '../../signatures/verify-signature.ts'
import type { ReadJwt } from '../../signatures/verify-signature.ts'
import type { Credentials, ProvingClient } from './method.ts'

/** The only `client_assertion_type` here (RFC 7523 §2.2). */
const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

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

/** The checks of a client assertion. */
export const assertionChecks = {
  algorithm: 'client-assertion.algorithm',
  'key-set': 'client-assertion.key-set',
  'key-found': 'client-assertion.key-found',
  thumbprint: 'client-assertion.thumbprint',
  certificate: 'client-assertion.certificate',
  'key-kind': 'client-assertion.key-kind',
  signature: 'client-assertion.signature',
  audience: 'client-assertion.audience',
  expiry: 'client-assertion.expiry',
  fresh: 'client-assertion.fresh',
  lifetime: 'client-assertion.lifetime',
  begun: 'client-assertion.begun',
  jti: 'client-assertion.jti',
  unused: 'client-assertion.unused',
} as const satisfies SignatureChecks & AssertionChecks

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
  await verify(assertion, algorithmsOfClient(exchange.configuration, algorithms, registered))
  const { claims } = assertion
  const { iss, sub } = claims
  const isOwn = iss === client.id && sub === client.id
  requireThat(
    exchange,
    'client-assertion.issuer-and-subject',
    isOwn,
    () => `The iss is ${shown(iss)}, the sub ${shown(sub)}, the client ${client.id}.`,
  )
  await requireAssertionClaims(exchange, {
    use: 'client assertion',
    issuer: client.id,
    claims,
    checks: assertionChecks,
  })
}
