import { expected } from '@oauth-lab/kit/check-detail.ts'
import { certificateThumbprint, clientCertificate } from '@oauth-lab/kit/client-certificate.ts'
import { hasProof, proofAlgorithms, requireProof } from '@oauth-lab/kit/proof/require-proof.ts'
import type { ProvenRequest } from '@oauth-lab/kit/proof/require-proof.ts'
import { check, requireThat } from '../checks.ts'
import { isPublic } from '../clients/client.ts'
import type { Client } from '../clients/client.ts'
import type { Confirmation, Exchange } from '../exchange.ts'
import { allowedAlgorithms } from '../signatures/allowed-algorithms.ts'

/**
 * What the sender of a token request has: a key, by its DPoP proof (RFC 9449 §5), and the certificate that it
 * showed, where it registered to have its tokens bound to that (RFC 8705 §3.4). Undefined where there is neither:
 * then the tokens are bearer tokens, unless the setting senderConstraint refuses the request. A client that
 * registered to use DPoP always is refused (RFC 9449 §5.2).
 */
export async function readConfirmation(
  exchange: Exchange,
  client: Client,
): Promise<Confirmation | undefined> {
  const isNeeded = client.metadata.dpop_bound_access_tokens === true
  const jkt = isNeeded || hasProof(exchange.request) ? await proofKey(exchange) : undefined
  const thumbprint = certificateToBind(exchange, client, jkt)
  const { senderConstraint } = exchange.configuration
  if (senderConstraint !== 'optional') {
    const proven = senderConstraint === 'certificate' ? thumbprint : (jkt ?? thumbprint)
    const detail = `The setting senderConstraint is ${senderConstraint}.`
    check(exchange, 'access-token.bound', proven !== undefined, detail)
  }
  if (jkt === undefined && thumbprint === undefined) return undefined
  return { ...(jkt && { jkt }), ...(thumbprint && { 'x5t#S256': thumbprint }) }
}

/**
 * The thumbprint of the certificate that the client has shown (RFC 8705 §3.1): where it registered to have its tokens
 * bound to it, or where they must be bound and nothing else is there.
 */
function certificateToBind(
  exchange: Exchange,
  { metadata }: Client,
  jkt: string | undefined,
): string | undefined {
  const { senderConstraint } = exchange.configuration
  const isRegistered = metadata.tls_client_certificate_bound_access_tokens === true
  const needsOne = senderConstraint === 'required' && jkt === undefined
  if (!isRegistered && !needsOne && senderConstraint !== 'certificate') return undefined
  const certificate = clientCertificate(exchange.request)
  if (isRegistered) requireThat(exchange, 'certificate.for-token', certificate)
  return certificate && certificateThumbprint(certificate)
}

/** The key of the proof of a request, which must have one (RFC 9449 §4.3). */
export function proofKey(exchange: Exchange): Promise<string | undefined> {
  return requireProof(proven(exchange))
}

/** A request as the rules for its proof see it. */
export function proven(exchange: Exchange): ProvenRequest {
  const { server, configuration } = exchange
  return {
    ...exchange,
    db: server.db,
    algorithms: allowedAlgorithms(configuration, proofAlgorithms),
    nonces: configuration.dpopNonces,
  }
}

/** What the answer says of an access token that is bound so (RFC 6749 §7.1, RFC 9449 §5). */
export function tokenTypeOf(confirmation: Confirmation | undefined): 'Bearer' | 'DPoP' {
  return confirmation?.['jkt'] === undefined ? 'Bearer' : 'DPoP'
}

/** To what a new refresh token is bound: a public client has nothing but its key (RFC 9449 §5). */
export function bindingOfRefreshToken(
  client: Client,
  confirmation: Confirmation | undefined,
): Confirmation | undefined {
  return isPublic(client) ? confirmation : undefined
}

/** Requires the key to which a code is bound (RFC 9449 §10). @param jkt null where it is bound to none */
export function requireKeyOfCode(exchange: Exchange, jkt: string | null): void {
  if (jkt === null) return
  const sent = exchange.confirmation?.['jkt']
  check(exchange, 'code.key', sent === jkt, () => expected(jkt, sent))
}

/** Requires the key to which a refresh token is bound (RFC 9449 §5). @param binding JSON; null where it is bound to none */
export function requireKeyOfRefreshToken(exchange: Exchange, binding: string | null): void {
  if (binding === null) return
  const other = otherKey(exchange, JSON.parse(binding) as Confirmation)
  check(exchange, 'refresh-token.key', other === undefined, other)
}

/**
 * Requires the key of a bound token that its own client exchanges: else it would swap a stolen one for one without a
 * key. Who was sent a token, as a resource server is, cannot have its key. @param binding undefined where it has none
 */
export function requireKeyOfExchanged(exchange: Exchange, binding: Confirmation | undefined): void {
  if (binding === undefined) return
  const other = otherKey(exchange, binding)
  check(exchange, 'token-exchange.key', other === undefined, other)
}

/** Which key was expected and which came, where the sender does not have each of a binding. */
function otherKey(exchange: Exchange, binding: Confirmation): string | undefined {
  const other = Object.entries(binding).find(
    ([name, value]) => exchange.confirmation?.[name] !== value,
  )
  return other && expected(other[1], exchange.confirmation?.[other[0]])
}
