import type { FastifyReply, FastifyRequest } from 'fastify'
import { explainedAddress } from '@oauth-lab/kit/explained-address.ts'
import type { Refusal } from '@oauth-lab/kit/checks.ts'
import { proofAlgorithms } from '@oauth-lab/kit/proof/require-proof.ts'
import { endpointOf } from '../endpoint.ts'
import { schemeOfToken } from './bearer-token.ts'
import { InvalidMetadata } from '../registration/metadata-problem.ts'

/** A refusal of a direct request: JSON (RFC 6749 §5.2), with the challenge that a 401 or 403 needs. */
export function renderRefusal(
  refusal: Refusal,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  challenge(refusal, request, reply)
  return reply
    .header('cache-control', 'no-store')
    .header('pragma', 'no-cache')
    .send(bodyOf(refusal, request))
}

/** A 401 has a challenge (RFC 9110 §15.5.2), and where there is none to make this is a 400. */
export function challenge(refusal: Refusal, request: FastifyRequest, reply: FastifyReply): void {
  const told = isAboutToken(refusal, request)
    ? tokenChallenges(refusal, request)
    : basicChallenge(refusal, request)
  if (told !== undefined) reply.header('www-authenticate', told)
  else if (refusal.status === 401) reply.code(400)
}

/** Whether the request was to be opened by a token, and was not. */
function isAboutToken({ error, check }: Refusal, request: FastifyRequest): boolean {
  return (
    ['', 'invalid_token', 'insufficient_scope'].includes(error) ||
    check.startsWith('bearer.') ||
    (check.startsWith('dpop.') && endpointOf(request)?.takesToken === true)
  )
}

/** The scheme that was used tells what is wrong, and another one is offered (RFC 6750 §3, RFC 9449 §7.2). */
function tokenChallenges(refusal: Refusal, request: FastifyRequest): string {
  const realm = `realm="${request.sandbox.base}/authserver"`
  const told = `${realm}${describeError(refusal)}`
  if (endpointOf(request)?.takesToken !== true) return `Bearer ${told}`
  const algs = `algs="${proofAlgorithms.join(' ')}"`
  return schemeOfToken(request.headers.authorization) === 'DPoP'
    ? `DPoP ${told}, ${algs}, Bearer ${realm}`
    : `Bearer ${told}, DPoP ${realm}, ${algs}`
}

function describeError({ error, check, message }: Refusal): string {
  if (error === '') return ''
  if (check.startsWith('bearer.') && error === 'invalid_request') return `, error="${error}"`
  const scope = error === 'insufficient_scope' ? ', scope="openid"' : ''
  return `, error="${error}", error_description="${message}"${scope}`
}

/** Only who used the header is asked by it again (RFC 6749 §5.2); a browser would show its dialog. */
function basicChallenge({ error }: Refusal, { headers, sandbox }: FastifyRequest) {
  const used = error === 'invalid_client' && headers.authorization !== undefined
  return used ? `Basic realm="${sandbox.base}/authserver", charset="UTF-8"` : undefined
}

/** Without a token there is no error to tell, only that one is wanted (RFC 6750 §3.1). */
function bodyOf(refusal: Refusal, { sandbox }: FastifyRequest): object {
  const { error, message, check, cause } = refusal
  if (error === '') return { message, check }
  const error_uri = explainedAddress(sandbox, refusal)
  const told = { error, error_description: message, error_uri }
  return cause instanceof InvalidMetadata ? { ...told, problems: cause.problems } : told
}
