import { expected } from '@oauth-lab/kit/check-detail.ts'
import { check, letPass, requireThat } from '../../checks.ts'
import { isPublic } from '../../clients/client.ts'
import type { Exchange } from '../../exchange.ts'
import type { Asked } from '../asked.ts'
import type { ResponseType } from '../response-types/response-types.ts'

/**
 * PKCE with S256 (RFC 7636 §4.3): required of public clients (RFC 9700 §2.1.1), and of confidential ones that
 * say so. Of others it is recommended there, or the nonce of OpenID Connect; a setting insists.
 * @returns `S256:` or, where a policy waives that, `plain:` and the challenge
 */
export function requireChallenge(
  exchange: Exchange,
  asked: Asked,
  { parts }: ResponseType,
): string | undefined {
  const { client, value } = asked
  if (!parts.includes('code')) return undefined
  const challenge = value('code_challenge')
  const ofAll = exchange.configuration.requirePkce === 'all'
  const needed = isPublic(client) || client.metadata.require_pkce === true || ofAll
  const own = isPublic(client) ? 'It is a public client.' : 'It registered require_pkce.'
  const why = ofAll ? 'The setting requirePkce is all.' : own
  check(exchange, 'pkce.required', challenge !== undefined || !needed, why)
  if (!needed) requireBinding(exchange, asked)
  if (challenge === undefined) return undefined
  const method = value('code_challenge_method')
  const unlike = () => expected('S256', method)
  if (!check(exchange, 'pkce.method-s256', method === 'S256', unlike)) return `plain:${challenge}`
  const isDigest = /^[A-Za-z0-9_-]{43}$/.test(challenge)
  const length = `It has ${challenge.length} characters.`
  requireThat(exchange, 'pkce.challenge-form', isDigest, length)
  return `S256:${challenge}`
}

/** A code is bound to its browser by PKCE, or by the nonce of an ID token (OAuth 2.1 §7.5.1). */
function requireBinding(exchange: Exchange, { value }: Asked): void {
  const isOpenId = value('scope')?.split(' ').includes('openid') === true
  const nonce = isOpenId ? value('nonce') : undefined
  const isBound = value('code_challenge') !== undefined || nonce !== undefined
  if (!isBound && !exchange.configuration.requirePkceOrNonce) {
    letPass(exchange, 'pkce.or-nonce', 'The setting requirePkceOrNonce is off.')
    return
  }
  check(exchange, 'pkce.or-nonce', isBound, 'The setting requirePkceOrNonce is on.')
}
