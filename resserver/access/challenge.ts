import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Refusal } from '@oauth-lab/kit/checks.ts'
import { isNavigation } from '@oauth-lab/kit/http/is-navigation.ts'
import { browserHeaders, varyBy } from '@oauth-lab/kit/http/vary.ts'
import { showRefusal } from '@oauth-lab/kit/pages/opened/show-opened.ts'
import { explainedAddress } from '@oauth-lab/kit/explained-address.ts'
import type { Exchange } from '../exchange.ts'
import { authenticationOf, metadataUrlOf, resourceOf, scopesOf } from '../resource.ts'
import type { TokenScheme } from '@oauth-lab/kit/proof/require-holder.ts'
import { proofAlgorithms } from '@oauth-lab/kit/proof/require-proof.ts'

/**
 * Answers a refusal by JSON, or by a page where a person opened the address, and by a challenge (RFC 6750 §3,
 * RFC 9728 §5.1) that names the check. A request without a token is told no error (RFC 6750 §3.1).
 */
export function renderRefusal(
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  const body = bodyOf(refusal, request, reply)
  reply.header('cache-control', 'no-store')
  varyBy(reply, ...browserHeaders)
  if (!isNavigation(request)) return reply.send(body)
  const href = `${request.sandbox.prefix}/resserver/admin/`
  const isConfigured = refusal.check !== 'resource-server.configured'
  const next = isConfigured ? undefined : { text: 'Set up the resource server', href }
  return showRefusal(refusal, request, reply, next)
}

/** What programs are told; sets the headers that go with it. */
function bodyOf(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): object {
  const { error, check, message, status } = refusal
  const error_uri = explainedAddress(request.sandbox, refusal)
  const told = { error, error_description: message, error_uri }
  const { exchange } = request
  if (status === 503 || exchange === undefined) {
    if (check === 'authorization-server.answers') reply.header('retry-after', 1)
    return { ...told, check, clause: refusal.definition.clause }
  }
  const isAboutScope = check === 'bearer.present' || check === 'scope.sufficient'
  const scope = isAboutScope ? scopesOf(exchange).join(' ') : ''
  const challenges = renderChallenges(exchange, {
    realm: resourceOf(exchange),
    ...(error !== '' && told),
    ...(scope !== '' && { scope }),
    ...(error === 'insufficient_user_authentication' && neededOf(exchange)),
    resource_metadata: metadataUrlOf(exchange),
  })
  reply.header('www-authenticate', challenges)
  if (error === '') return { message, check }
  return { ...told, check, clause: refusal.definition.clause }
}

/** What sign-in would do (RFC 9470 §3). */
function neededOf(exchange: Exchange): Record<string, string> {
  const { acrValues = [], maxAge } = authenticationOf(exchange) ?? {}
  return {
    ...(acrValues.length > 0 && { acr_values: acrValues.join(' ') }),
    ...(maxAge !== undefined && { max_age: String(maxAge) }),
  }
}

/** The scheme that was used tells what is wrong; the other one is offered beside it (RFC 9449 §7.2). */
function renderChallenges(
  { request, configuration }: Exchange,
  told: Record<string, string>,
): string {
  const algs = proofAlgorithms.join(' ')
  const { dpopRequired } = configuration
  if (dpopRequired || /^DPoP(?: |$)/i.test(request.headers.authorization ?? '')) {
    const own = renderChallenge('DPoP', { ...told, algs })
    return dpopRequired ? own : `${own}, ${renderChallenge('Bearer', { realm: told['realm']! })}`
  }
  const other = renderChallenge('DPoP', { realm: told['realm']!, algs })
  return `${renderChallenge('Bearer', told)}, ${other}`
}

/** A challenge; every value is a quoted string (RFC 9110 §11.2). */
export function renderChallenge(scheme: TokenScheme, parameters: Record<string, string>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => {
    const printable = value.replaceAll(/[^\x20-\x7e]/g, '?')
    return `${name}="${printable.replaceAll(/["\\]/g, '\\$&')}"`
  })
  return `${scheme} ${pairs.join(', ')}`
}
